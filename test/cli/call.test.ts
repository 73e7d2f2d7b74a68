import { expect } from 'chai';
import type { Service } from '../../src/app/service.ts';
import { readConfig } from '../../src/config.ts';
import { makeDemo } from '../../src/demo/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, tolk } from './support.ts';

describe('tolk call', () => {
  let database: TestDatabase;
  let gateway: Service;
  let token = '';
  const call = (...args: string[]) => tolk(['call', ...args, '--url', gateway.url], { TOLK_TOKEN: token });

  before(async () => {
    database = await testDatabase();
    token = (await makeDemo(database.sql, readConfig({})))?.token ?? '';
    gateway = await startGateway({ DATABASE_URL: database.url });
  });
  after(async () => {
    await gateway.stop();
    await database.drop();
  });

  it('shows a record to people', async () => {
    const { code, out, err } = await call('customer_getById', 'customerId=1');
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    expect(out).to.match(/^firstname: Sanne$/m).and.match(/^middlename:$/m);
    expect(out).to.contain('accounts:\n  - network: webshop\n    accountId: sanne88\n');
  });

  it('gives a list as JSON, with ids as text and nothing around the items', async () => {
    const { out } = await call('customer_getByEmailAddress', 'emailAddress=FAMILIE.vandermeer@example.org', '--json');
    const found = JSON.parse(out) as { id: string; firstname: string }[];
    expect(found.map(({ id, firstname }) => [id, firstname])).to.deep.equal([['6', 'Pieter'], ['7', 'Truus']]);
  });

  it('sends objects in objects and lists, with spaces and what XML escapes', async () => {
    const { code, out } = await call('customer_insert', 'customer.lastname=  <De> & "Wit" ',
      'customer.options.0.name=store', 'customer.options.0.value=Delft',
      'customer.options.1.name=shoeSize', 'customer.options.1.value=41', '--json');
    expect(code).to.equal(0);
    const { id } = JSON.parse(out) as { id: string };
    const stored = await database.sql('customer').where({ id }).first('lastname', 'options');
    expect(stored).to.deep.equal({ lastname: '  <De> & "Wit" ', options: { store: 'Delft', shoeSize: '41' } });
  });

  it('calls campaign_execute, though there is campaign_executeAsync', async () => {
    const { code, err } = await call('campaign_execute', 'campaignId=999', 'options.0.name=ID', 'options.0.value=1');
    expect({ code, err }).to.deep.equal({ code: 1, err: 'tolk: Fault 213: Campaign 999 not found\n' });
  });

  it('says what a fault says, and ends with 1', async () => {
    expect(await call('customer_getById', 'customerId=999'))
      .to.deep.equal({ code: 1, out: '', err: 'tolk: Fault 213: Customer 999 not found\n' });
    const { code, err } = await call('customer_getById', 'customerId=1', '--token', 'wrong');
    expect(code).to.equal(1);
    expect(err).to.match(/^tolk: Fault 202: .*\n$/);
  });

  it('tells misspelt names, which the contract would ignore', async () => {
    const operation = await call('customer_getbyid', 'customerId=1');
    expect(operation.code).to.equal(2);
    expect(operation.err).to.match(/no operation customer_getbyid; customer has .*customer_getById/);
    expect(await call('customer_getById', 'customerid=1')).to.deep.equal({
      code: 2, out: '', err: 'tolk: Parameter customerid of customer_getById is not known; there are customerId\n',
    });
  });

  it('says how to name a token, and where it found no gateway', async () => {
    expect(await tolk(['call', 'customer_getById'])).to.deep.equal({
      code: 2, out: '', err: 'tolk: A token is needed: set TOLK_TOKEN, or give --token\n',
    });
    const away = await tolk(['call', 'customer_getById', '--token', 'x'], { PORT: '1' });
    expect(away.code).to.equal(69);
    expect(away.err).to.match(/^tolk: No gateway answers at http:\/\/127\.0\.0\.1:1\/app\/.* \(ECONNREFUSED\): .*\n$/);
  });
});
