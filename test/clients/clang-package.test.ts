import { expect } from 'chai';
import { clangClient, faultOf, runOwnTests, type Clang } from './clang-package.ts';
import { startGateway, type Gateway } from './gateway.ts';

type Thing = Record<string, string>;

const CUSTOMERS = 120;
/** Which group the package's own test asks for. */
const GROUP_ASKED = 60;

describe('the clang package', () => {
  let gateway: Gateway;

  async function client(config: object = {}): Promise<Clang> {
    return clangClient(gateway.wsdl('1.24'), { uuid: await gateway.token(), ...config });
  }

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.stop());

  describe('its own tests, unmodified', () => {
    it('of wrong tokens and of its own arguments pass', async () => {
      const report = await runOwnTests('signature.js', gateway.url, await gateway.token());
      expect(report.filter((line) => line.includes('faultcode 202'))).to.have.length(2);
    });

    it('of customers and look-ups pass', async () => {
      const report = await runOwnTests('customer.js', gateway.url, await gateway.token());
      expect(report).to.include('ok all 3 records are found');
    });

    it('of deleting everything, by result sets, pass', async () => {
      const report = await runOwnTests('delete-all.js', gateway.url, await gateway.token(), 'customers');
      expect(report).to.include('ok And they are gone again');
    });

    it('of groups pass', async () => {
      const uuid = await gateway.token();
      const clang = clangClient(gateway.wsdl('1.24'), { uuid });
      let last = 0;
      while (last < GROUP_ASKED) {
        const group = await clang.request('group_insert', { group: { name: 'test' } }) as Thing;
        last = Number(group['id']);
      }
      expect(last).to.equal(GROUP_ASKED);
      expect(await runOwnTests('group.js', gateway.url, uuid)).to.deep.equal(['ok No error occured ']);
    });

    it('of what it does without a service pass', async () => {
      for (const file of ['transformation.js', 'platform.js']) {
        expect(await runOwnTests(file, gateway.url, 'none')).to.not.deep.equal([]);
      }
    });
  });

  it('finds none, one and many', async () => {
    const clang = await client();
    const customer = { emailAddress: 'Many@example.com', externalId: 'K-1', lastname: 'Ünal & <Zoë>' };
    const first = await clang.request('customer_insert', { customer }) as Thing;
    expect(first['id']).to.match(/^\d+$/);
    expect(await clang.request('customer_getByExternalId', { externalId: 'K-0' })).to.deep.equal([]);
    const [found, ...more] = await clang.request('customer_getByExternalId', { externalId: 'K-1' }) as Thing[];
    expect(more).to.deep.equal([]);
    expect(found).to.include({ id: first['id'], lastname: 'Ünal & <Zoë>', optIn: 'Y', title: '' });
    await clang.request('customer_insert', { customer: { emailAddress: 'many@example.com' } });
    const many = await clang.request('customer_getByEmailAddress', { emailAddress: 'MANY@EXAMPLE.COM' }) as Thing[];
    expect(many.map((each) => each['emailAddress'])).to.deep.equal(['Many@example.com', 'many@example.com']);
  });

  it('reads all pages of a result set at once, each record once', async () => {
    const clang = await client();
    const customers = Array.from({ length: CUSTOMERS }, (_, i) => ({ externalId: `N-${i}` }));
    await clang.request('customer_insertBulkUnique', {
      customers: { Customer: customers }, uniqueCustomerFields: { string: ['externalId'] }, uniqueOptionFields: null,
    });
    const all = await clang.request('customer_getAll', { _allPages: true }) as Thing[];
    expect(all.map((each) => each['externalId'])).to.deep.equal(customers.map((each) => each.externalId));
    expect(await clang.request('customer_getAll')).to.have.length(50);
    expect(await clang.request('customer_getAll', { _size: 7, _allPages: true })).to.have.length(CUSTOMERS);
    expect(await clang.request('customer_getByObject', { customer: { externalId: 'none' } })).to.deep.equal([]);
  });

  it('takes a second membership as a warning, and sees who is in a group', async () => {
    const clang = await client();
    const customer = await clang.request('customer_insert', { customer: { lastname: 'Visser' } }) as Thing;
    const group = await clang.request('group_insert', { group: { name: 'News' } }) as Thing;
    const pair = { group: { id: group['id'] }, customer: { id: customer['id'] } };
    expect(await clang.request('group_addMember', { ...pair })).to.equal(true);
    const again = await new Promise<unknown[]>((done, fail) => {
      clang.request('group_addMember', { ...pair }, (error, result) => (error ? fail(error) : done(result as unknown[])));
    });
    expect(again[0]).to.have.property('msg', true);
    expect(again[0]).to.have.property('warning').that.contains('customer already member of');
    const members = await clang.request('group_getMembers', { groupId: group['id'] }) as Thing[];
    expect(members.map((each) => each['id'])).to.deep.equal([customer['id']]);
    expect(await clang.request('customer_getGroups', { customerId: customer['id'] })).to.have.length(1);
  });

  it('moves fields that it does not know into options', async () => {
    const clang = await client({ normalizeOptionFields: true });
    const stored = await clang.request('customer_insert', { customer: { lastname: 'Visser', shoe: '42' } });
    expect(stored).to.have.nested.property('options.CustomerOption[0].name', 'shoe');
    expect(stored).to.have.nested.property('options.CustomerOption[0].value', '42');
  });

  it('sends a customer to a group: made at first, found and updated later', async () => {
    const clang = await client();
    const group = await clang.request('group_insert', { group: { name: 'Listened to' } }) as Thing;
    const options = { lookup: 'email', create: true, context: 'group', contextId: group['id'] };
    const send = (customer: object): Promise<Record<string, unknown>> => new Promise((done, fail) => {
      clang.send(customer, { ...options }, (error, result) => (error ? fail(error as Error) : done(result)));
    });
    const made = await send({ email: 'send@example.com', gender: 'F' });
    expect(made['upsertMethodName']).to.equal('customer_insert');
    expect(made['send']).to.equal(true);
    const found = await send({ email: 'send@example.com', firstname: 'Vera' });
    expect(found['upsertMethodName']).to.equal('customer_update');
    expect(found['upsert']).to.include({ firstname: 'Vera', gender: 'WOMAN' });
  });

  it('gets the faults that it acts on', async () => {
    const clang = await client();
    expect(await faultOf(clang.request('customer_getById', { customerId: '999999999' }))).to.equal('213');
    expect(await faultOf(clang.request('customer_update', { customer: { id: '999999999' } }))).to.equal('213');
    expect(await faultOf(clang.request('customer_getAll', { uuid: 'wrong' }))).to.equal('202');
    const resourceId = '1';
    expect(await faultOf(clang.request('customerSet_getCustomers', { resourceId, offset: 0, size: 51 }))).to.equal('105');
  });
});
