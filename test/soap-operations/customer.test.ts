import { expect } from 'chai';
import { contract } from '../../src/soap/contract/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { soapClient, type SoapClient } from './client.ts';

type Record_ = Readonly<Record<string, unknown>> & { readonly id: string };

describe('customer operations', () => {
  let gateway: TestGateway;
  let client: SoapClient;
  before(async () => {
    gateway = await startGateway();
    client = await soapClient(gateway);
  });
  after(() => gateway.stop());

  const one = async (operation: string, args: object = {}) => (await client.call(operation, args)) as Record_;
  const list = async (operation: string, args: object = {}) =>
    ((await client.call(operation, args)) as { Customer: Record_[] } | null)?.Customer ?? [];
  const insert = (customer: object = {}) => one('customer_insert', { customer });
  const stored = (id: string) => gateway.sql('customer').where({ brand_id: gateway.brand.id, id }).first<Record_ | undefined>();
  const idsOf = (customers: readonly Record_[]) => customers.map(({ id }) => id);

  it('create gives a blank record with every field but those of stored ones, and stores nothing', async () => {
    const before = await client.call('customer_getTotalNumberOfCustomers');
    const { text } = await soapCall(gateway, 'customer_create');
    expect(text).to.include('<ns1:id xsi:nil="true"/>').and.include('<ns1:createdAt xsi:nil="true"/>')
      .and.include('<ns1:gender>UNKNOWN</ns1:gender>').and.include('<ns1:options></ns1:options></ns1:msg>');
    expect(await client.call('customer_getTotalNumberOfCustomers')).to.equal(before);
  });

  it('insert, update, upsert and delete go round with whole records', async () => {
    const inserted = await insert({ lastname: 'Visser', emailAddress: 'v@x.example', options: { CustomerOption: [{ name: 'shoe', value: '42' }] } });
    expect(inserted).to.include({ lastname: 'Visser', createdBy: (await stored(inserted.id))?.['created_by'], poBox: '0' });
    expect(await one('customer_getById', { customerId: inserted.id })).to.deep.equal(inserted);
    const updated = await one('customer_update', { customer: { ...inserted, city: 'Delft' } });
    expect(updated).to.include({ id: inserted.id, city: 'Delft', lastname: 'Visser' });
    expect(await one('customer_upsert', { customer: { ...updated, city: 'Leiden' } })).to.include({ id: inserted.id, city: 'Leiden' });
    expect(await stored(inserted.id)).to.deep.include({ city: 'Leiden', options: { shoe: '42' } });
    expect(await client.call('customer_delete', { customer: updated })).to.equal(true);
    expect(await stored(inserted.id)).to.equal(undefined);
    expect(await client.fault('customer_delete', { customer: updated })).to.equal(`213 Customer ${inserted.id} not found`);
    expect((await one('customer_upsert', { customer: updated })).id).to.not.equal(inserted.id);
  });

  it('insert without a customer, or with flat fields beside it, stores a blank one', async () => {
    const { text } = await soapCall(gateway, 'customer_insert', '<emailAddress>flat@x.example</emailAddress>');
    const id = /<ns1:id>(\d+)</.exec(text)?.[1] ?? '';
    expect(await stored(id)).to.include({ email_address: '', lastname: '' });
  });

  it('update of a stub that sends nil for all it was not given keeps them', async () => {
    const { id } = await insert({ lastname: 'Visser', birthday: '1980-12-31', gender: 'WOMAN', optIn: 'N' });
    const nils = contract.types.get('Customer')?.fields.filter(({ name }) => !['id', 'city'].includes(name))
      .map(({ name }) => `<${name} xsi:nil="true"/>`).join('') ?? '';
    expect(nils).to.include('<lastname xsi:nil="true"/>').and.include('<options xsi:nil="true"/>');
    const declared = nils.replaceAll('xsi:nil', 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil');
    await soapCall(gateway, 'customer_update', `<customer>${declared}<id>${id}</id><city>Delft</city></customer>`);
    expect(await stored(id)).to.include({ lastname: 'Visser', gender: 'WOMAN', opt_in: 'N', city: 'Delft', birthday: '1980-12-31' });
  });

  it('update with empty elements empties texts, and keeps what cannot be empty', async () => {
    const { id } = await insert({ lastname: 'Visser', birthday: '1980-12-31', gender: 'WOMAN', poBox: '7' });
    await soapCall(gateway, 'customer_update', `<customer><id>${id}</id><lastname/><birthday/><gender/><poBox/><options/></customer>`);
    expect(await stored(id)).to.include({ lastname: '', birthday: null, gender: 'WOMAN', po_box: '0' });
  });

  it('look-ups give all exact matches, and <msg/> for none or for an empty value', async () => {
    const shared = { emailAddress: 'Two@x.example', externalId: 'K-2', mobilePhone: '+316', userName: 'two', password: 'secret' };
    const both = idsOf([await insert(shared), await insert(shared)]);
    expect(idsOf(await list('customer_getByEmailAddress', { emailAddress: 'two@X.example' }))).to.deep.equal(both);
    expect(idsOf(await list('customer_getByExternalId', { externalId: 'K-2' }))).to.deep.equal(both);
    expect(idsOf(await list('customer_getByMobilePhone', { mobilePhone: '+316' }))).to.deep.equal(both);
    expect(idsOf(await list('customer_getByUserNameAndPassword', { userName: 'two', password: 'secret' }))).to.deep.equal(both);
    for (const [operation, parameters] of [
      ['customer_getByEmailAddress', '<emailAddress>nobody@x.example</emailAddress>'], ['customer_getByEmailAddress', '<emailAddress/>'],
      ['customer_getByExternalId', '<externalId/>'], ['customer_getByMobilePhone', '<mobilePhone/>'],
      ['customer_getByUserNameAndPassword', '<userName>two</userName><password>wrong</password>'],
    ] as const) {
      expect((await soapCall(gateway, operation, parameters)).text, operation).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    }
  });

  it('insertUnique and insertBulkUnique work on the record with the same key', async () => {
    const unique = { uniqueCustomerFields: { string: ['externalId'] }, uniqueOptionFields: { string: [] } };
    const first = await one('customer_insertUnique', { customer: { externalId: 'U-1', city: 'Delft' }, ...unique });
    const again = await one('customer_insertUnique', { customer: { externalId: 'U-1', lastname: 'Visser' }, ...unique });
    expect(again).to.include({ id: first.id, city: 'Delft', lastname: 'Visser' });
    const customers = { Customer: [{ externalId: 'U-2' }, { externalId: 'U-1', title: 'Dr' }, { externalId: 'U-2', title: 'Ir' }] };
    const results = await list('customer_insertBulkUnique', { customers, ...unique });
    expect(results.map(({ externalId, title }) => `${externalId} ${title}`)).to.deep.equal(['U-2 Ir', 'U-1 Dr', 'U-2 Ir']);
    expect(results[1]?.id).to.equal(first.id);
    const bad = { Customer: [{ externalId: 'U-3' }, { externalId: 'U-1', optIn: 'maybe' }] };
    expect(await client.fault('customer_insertBulkUnique', { customers: bad, ...unique }))
      .to.equal('105 Parameter customers, item 1: Field optIn: is not one of Y, N (maybe); nothing was changed');
    expect(await list('customer_getByExternalId', { externalId: 'U-3' })).to.deep.equal([]);
    const twoKeys = { customer: { lastname: 'Key' }, uniqueCustomerFields: {}, uniqueOptionFields: {} };
    expect((await one('customer_insertUnique', twoKeys)).id).to.not.equal((await one('customer_insertUnique', twoKeys)).id);
  });

  it('getByObject and getAll make sets that can be read; a filter that nobody can fit ends in ERROR', async () => {
    const made = [await insert({ companyName: 'Set' }), await insert({ companyName: 'Set', city: 'Delft' })];
    const resourceId = await client.call('customer_getByObject', { customer: { companyName: 'Set' } });
    expect(await client.call('resource_getById', { resourceId })).to.include({ type: 'CUSTOMER_SET', status: 'READY', size: 2 });
    expect(await list('customerSet_getCustomers', { resourceId, offset: 0, size: 50 })).to.deep.equal(made);
    const wrong = await client.call('customer_getByObject', { customer: { gender: 'X' } });
    expect(await client.call('resource_getById', { resourceId: wrong })).to.include({ status: 'ERROR' });
    expect(gateway.lines.find((line) => line['resource'] === String(wrong))).to.include({ reason: 'FIELD_VALUE', field: 'gender' });
    const all = await client.call('customer_getAll');
    const total = await client.call('customer_getTotalNumberOfCustomers');
    expect(await client.call('resource_getById', { resourceId: all })).to.include({ status: 'READY', size: total });
    const like = await client.call('customer_getByObject', { customer: {} });
    expect(await client.call('resource_getById', { resourceId: like }), 'an empty example').to.include({ size: total });
  });

  it('getGroups lists the groups of a customer, and deletion takes it out of them', async () => {
    const { id } = await insert({});
    const group = await one('group_insert', { group: { name: 'readers' } });
    await client.call('group_addMember', { group: { id: group.id }, customer: { id } });
    const groups = (await client.call('customer_getGroups', { customerId: id })) as { Group: Record_[] };
    expect(groups.Group.map(({ name }) => name)).to.deep.equal(['readers']);
    await client.call('customer_delete', { customer: { id } });
    expect(await client.call('customer_getGroups', { customerId: id })).to.equal(null);
    expect(await client.call('group_getById', { groupId: group.id })).to.include({ customerCount: 0 });
    expect(await gateway.sql('group_member').where({ customer_id: id })).to.deep.equal([]);
  });

  it('accounts are added, lead to their customer, and are removed', async () => {
    const { id } = await insert({});
    const account = { customerId: id, accountId: 'a-1', network: 'net' };
    expect(await client.call('account_addToCustomer', account)).to.equal(true);
    expect(await client.call('account_addToCustomer', account)).to.equal(true);
    expect((await one('customer_getByAccountId', { accountId: 'a-1', network: 'net' })).id).to.equal(id);
    const { id: other } = await insert({});
    expect(await client.fault('account_addToCustomer', { ...account, customerId: other })).to.match(/^105 Account a-1 of network net/);
    expect(await client.call('account_deleteFromCustomer', { ...account, customerId: other })).to.equal(false);
    expect(await client.call('account_deleteFromCustomer', account)).to.equal(true);
    expect(await client.fault('customer_getByAccountId', { accountId: 'a-1', network: 'net' })).to.match(/^213 .*not found/);
    expect(await gateway.sql('customer_account')).to.deep.equal([]);
  });

  it('say which parameter is missing, and which customer is not found', async () => {
    const missing: [operation: string, parameters: string, name: string][] = [
      ['customer_getById', '', 'customerId'], ['customer_getById', '<customerId/>', 'customerId'],
      ['customer_getByEmailAddress', '', 'emailAddress'], ['customer_getByExternalId', '', 'externalId'],
      ['customer_getByMobilePhone', '', 'mobilePhone'], ['customer_getByUserNameAndPassword', '<userName>x</userName>', 'password'],
      ['customer_getByAccountId', '<accountId>x</accountId>', 'network'], ['customer_getByObject', '', 'customer'],
      ['customer_getGroups', '', 'customerId'], ['customer_delete', '', 'customer'],
      ['account_addToCustomer', '<customerId>1</customerId><network>x</network>', 'accountId'],
    ];
    for (const [operation, parameters, name] of missing) {
      const { text } = await soapCall(gateway, operation, parameters);
      expect(text, operation).to.include(`<faultcode>105</faultcode><faultstring>Parameter ${name} is missing</faultstring>`);
    }
    for (const [operation, args] of [
      ['customer_getById', { customerId: '999999999' }], ['customer_update', { customer: { lastname: 'x' } }],
      ['customer_update', {}], ['customer_delete', { customer: { lastname: 'x' } }], ['customer_delete', { customer: {} }],
      ['account_addToCustomer', { customerId: '999999999', accountId: 'a', network: 'n' }],
    ] as const) {
      expect(await client.fault(operation, args), operation).to.match(/^213 Customer .* not found$/);
    }
  });
});
