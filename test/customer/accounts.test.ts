import { expect } from 'chai';
import {
  addAccount, customerByAccount, customerById, deleteCustomer, insertCustomer, removeAccount, updateCustomer,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { storedHistory } from './support.ts';

describe('accounts of customers', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let id: string;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
    ({ id } = await insertCustomer(scope, {}));
  });
  after(() => database.drop());

  const stored = () => database.sql('customer_account').where({ brand_id: brand.id }).orderBy('account_id')
    .select('customer_id', 'network', 'account_id');

  it('are added once, and lead to their customer', async () => {
    await addAccount(scope, id, 'net', 'a-1');
    await addAccount(scope, id, 'net', 'a-1');
    await addAccount(scope, id, 'Net', 'a-1');
    expect(await stored()).to.have.length(2);
    expect((await customerByAccount(scope, 'net', 'a-1')).id).to.equal(id);
    expect((await customerById(scope, id)).accounts).to.deep.equal([
      { network: 'net', accountId: 'a-1' }, { network: 'Net', accountId: 'a-1' },
    ]);
  });

  it('change modifiedBy and leave a row in the history, once', async () => {
    const heard = new Heard();
    const another = scopeOf(database.sql, brand, { actor: 'another', events: heard });
    await addAccount(another, id, 'net', 'a-1');
    await addAccount(another, id, 'net', 'a-1');
    await removeAccount(another, id, 'net', 'a-1');
    await removeAccount(another, id, 'net', 'a-1');
    expect(await customerById(scope, id)).to.include({ modifiedBy: 'another', createdBy: 'tester' });
    expect((await storedHistory(scope, id)).slice(1)).to.deep.equal([
      { act: 'updated', changed_by: 'another', door: 'soap', changes: { 'accounts.net': [null, 'a-1'] } },
      { act: 'updated', changed_by: 'another', door: 'soap', changes: { 'accounts.net': ['a-1', null] } },
    ]);
    expect(heard.events).to.have.length(2);
  });

  it('of somebody else are refused, and stay with him', async () => {
    await addAccount(scope, id, 'net', 'a-1');
    const other = await insertCustomer(scope, {});
    const fault = await faultOf(addAccount(scope, other.id, 'net', 'a-1'));
    expect(fault).to.equal(`105 Account a-1 of network net belongs to customer ${id} already`);
    expect(await faultOf(updateCustomer(scope, { id: other.id, city: 'Delft', accounts: [{ network: 'net', accountId: 'a-1' }] })))
      .to.equal(fault);
    expect(await stored()).to.deep.equal([{ customer_id: id, network: 'net', account_id: 'a-1' }]);
    expect(await customerById(scope, other.id)).to.include({ city: '' });
  });

  it('may be the same in two brands', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await insertCustomer(other, { accounts: [{ network: 'net', accountId: 'a-1' }] });
    await addAccount(scope, id, 'net', 'a-1');
    expect((await customerByAccount(scope, 'net', 'a-1')).id).to.equal(id);
    expect((await customerByAccount(other, 'net', 'a-1')).id).to.equal(theirs.id);
    expect(await faultOf(addAccount(scope, theirs.id, 'net', 'a-2'))).to.equal(`213 Customer ${theirs.id} not found`);
    expect(await faultOf(removeAccount(scope, theirs.id, 'net', 'a-1'))).to.equal(`213 Customer ${theirs.id} not found`);
  });

  it('are removed only from who has them', async () => {
    await addAccount(scope, id, 'net', 'a-1');
    const other = await insertCustomer(scope, {});
    expect(await removeAccount(scope, other.id, 'net', 'a-1')).to.equal(false);
    expect(await removeAccount(scope, id, 'net', 'a-2')).to.equal(false);
    expect(await stored()).to.have.length(1);
    expect(await removeAccount(scope, id, 'net', 'a-1')).to.equal(true);
    expect(await stored()).to.have.length(0);
    expect(await faultOf(customerByAccount(scope, 'net', 'a-1'))).to.match(/^213 Customer with account a-1 of network net not found/);
  });

  it('given in a customer are added; those not given stay', async () => {
    const given = [{ network: 'net', accountId: 'a-1' }, { network: 'web', accountId: 'b' }, null, {}, { network: '', accountId: '' }];
    const customer = await insertCustomer(scope, { accounts: given });
    expect(customer.accounts).to.deep.equal(given.slice(0, 2));
    const sameTime = { id: customer.id, created_at: database.sql.ref('modified_at') };
    expect(await database.sql('customer').where(sameTime)).to.have.length(1);
    const more = await updateCustomer(scope, { id: customer.id, accounts: [{ network: 'net', accountId: 'a-0' }] });
    expect(more.accounts).to.deep.equal([...given.slice(0, 2), { network: 'net', accountId: 'a-0' }]);
    expect(await updateCustomer(scope, { id: customer.id, accounts: [] })).to.deep.equal(more);
  });

  it('need network and id, of a length', async () => {
    const cases: [network: string, accountId: string, fault: RegExp][] = [
      ['', 'a', /^105 Field network: is empty/], ['net', '', /^105 Field accountId: is empty/],
      ['n'.repeat(101), 'a', /^105 Field network: has more than 100/], ['net', 'a'.repeat(256), /^105 Field accountId: has more than 255/],
    ];
    for (const [network, accountId, fault] of cases) {
      expect(await faultOf(addAccount(scope, id, network, accountId))).to.match(fault);
      expect(await faultOf(insertCustomer(scope, { accounts: [{ network, accountId }] }))).to.match(fault);
    }
    expect(await faultOf(customerByAccount(scope, '', ''))).to.match(/^213/);
    expect(await stored()).to.have.length(0);
  });

  it('are at most ACCOUNTS_MAX per customer', async () => {
    const small = scopeOf(database.sql, brand, { settings: { ACCOUNTS_MAX: '2' } });
    await addAccount(small, id, 'net', '1');
    await addAccount(small, id, 'net', '2');
    await addAccount(small, id, 'net', '2');
    expect(await faultOf(addAccount(small, id, 'net', '3'))).to.equal(`105 Customer ${id} has 2 accounts, the most that are kept`);
    expect(await stored()).to.have.length(2);
  });

  it('of an unknown customer are 213', async () => {
    for (const wrong of ['0', '999999999', 'x', '']) {
      expect(await faultOf(addAccount(scope, wrong, 'net', 'a')), wrong).to.match(/^213/);
      expect(await faultOf(removeAccount(scope, wrong, 'net', 'a')), wrong).to.match(/^213/);
    }
  });

  it('claimed by two customers at once go to one of them', async () => {
    const other = await insertCustomer(scope, {});
    const another = scopeOf(database.another(), brand);
    const claims = Array.from({ length: 10 }, (_, place) =>
      faultOf(addAccount(place % 2 ? scope : another, place % 2 ? id : other.id, 'net', 'a')));
    const results = await Promise.all(claims);
    expect(results.filter((result) => result === 'no fault')).to.have.length(5);
    expect(await stored()).to.have.length(1);
  });

  it('added while the customer is being deleted find no customer', async () => {
    const another = scopeOf(database.another(), brand);
    let late: Promise<string> | undefined;
    await scope.transaction(async (tx) => {
      await deleteCustomer(tx, id);
      late = faultOf(addAccount(another, id, 'net', 'a'));
      await untilOneWaits(database.sql);
    });
    expect(await late).to.match(/^213/);
    expect(await stored()).to.have.length(0);
  });
});
