import { expect } from 'chai';
import { makeBrand, makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { soapClient, type SoapClient } from './client.ts';
import { withDigits } from './digits.ts';

type Group = Readonly<Record<string, unknown>> & { readonly id: string };

describe('group operations', () => {
  let gateway: TestGateway;
  let client: SoapClient;
  let foreigner: SoapClient;
  before(async () => {
    gateway = await startGateway({ env: { RESULT_SET_POLL_HOLD: '1' } });
    client = withDigits(await soapClient(gateway));
    const { token } = await makeToken(gateway.sql, { brand: await makeBrand(gateway.sql) });
    foreigner = await soapClient({ url: gateway.url, token });
  });
  after(() => gateway.stop());

  const one = async (operation: string, args: object = {}) => (await client.call(operation, args)) as Group;
  const list = async (operation: string, args: object = {}) =>
    ((await client.call(operation, args)) as { Group: Group[] } | null)?.Group ?? [];
  const insert = (name: string, parentId?: string) => one('group_insert', { group: { name, parentId } });
  const customer = async () => ((await client.call('customer_insert', { customer: {} })) as { id: string }).id;
  const members = (groupId: string) =>
    gateway.sql('group_member').where({ group_id: groupId }).orderBy('customer_id').pluck('customer_id');
  const idsOf = (groups: readonly Group[]) => groups.map(({ id }) => id);

  it('create gives a blank group and stores nothing', async () => {
    const { text } = await soapCall(gateway, 'group_create');
    expect(text).to.match(/<ns1:msg><ns1:id xsi:nil="true"\/><ns1:parentId xsi:nil="true"\/>/);
    expect(text).to.match(/<ns1:name(\/>|><\/ns1:name>)<ns1:description(\/>|><\/ns1:description>)/);
    expect(await gateway.sql('customer_group').where({ brand_id: gateway.brand.id })).to.deep.equal([]);
  });

  it('insert, update, upsert and move go round with whole records', async () => {
    const top = await insert('top');
    const below = await insert('below', top.id);
    expect(below).to.include({ parentId: top.id, name: 'below', description: '', customerCount: '0', customerCountRecursive: '0' });
    expect(await one('group_getById', { groupId: below.id })).to.deep.equal(below);
    expect(await one('group_update', { group: { ...below, name: 'renamed' } })).to.include({ id: below.id, name: 'renamed' });
    expect(await one('group_upsert', { group: { id: below.id, description: 'told' } }))
      .to.include({ id: below.id, name: 'renamed', description: 'told' });
    const fresh = await one('group_upsert', { group: { name: 'fresh', parentId: below.id } });
    expect(await one('group_move', { group: { id: fresh.id }, newParentId: '0' })).to.include({ id: fresh.id, parentId: '0' });
    expect(await client.fault('group_move', { group: top, newParentId: below.id })).to.match(/^301 Group/);
    expect(await gateway.sql('customer_group').where({ id: fresh.id }).first()).to.include({ parent_id: null, name: 'fresh' });
  });

  it('lists: all, children, parent, by example, of a customer', async () => {
    const top = await insert('listed');
    const below = await insert('listed below', top.id);
    expect(idsOf(await list('group_getAll'))).to.include.members([top.id, below.id]);
    expect(idsOf(await list('group_getChildren', { group: { id: top.id } }))).to.deep.equal([below.id]);
    expect(await one('group_getParent', { group: below })).to.deep.equal(top);
    expect(idsOf(await list('group_getByObject', { group: { name: 'listed' } }))).to.deep.equal([top.id]);
    expect(idsOf(await list('group_getByObject', { group: below }))).to.deep.equal([below.id]);
    expect(await list('group_getByObject', { group: {} }), 'an empty example').to.deep.equal(await list('group_getAll'));
    expect((await soapCall(gateway, 'group_getByObject', '<group><name>no such</name></group>')).text)
      .to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    expect((await soapCall(gateway, 'customer_getGroups', '<customerId>424242</customerId>')).text).to.include('<ns1:msg/>');
  });

  it('addMember takes objects of which only the ids matter; a second time is fault 107', async () => {
    const group = await insert('readers');
    const id = await customer();
    const both = { group: { id: group.id, name: 'ignored' }, customer: { id, lastname: 'ignored' } };
    expect(await client.call('group_addMember', both)).to.equal(true);
    expect(await client.fault('group_addMember', both)).to.equal(`107 customer already member of group ${group.id}`);
    expect(await members(group.id)).to.deep.equal([id]);
    expect(await one('group_getById', { groupId: group.id })).to.include({ customerCount: '1' });
    expect(idsOf(await list('customer_getGroups', { customerId: id }))).to.deep.equal([group.id]);
    expect(await client.call('group_removeMember', both)).to.equal(true);
    expect(await client.call('group_removeMember', both)).to.equal(false);
    expect(await members(group.id)).to.deep.equal([]);
  });

  it('addMembersInBulk adds all or none, and nothing for an empty list', async () => {
    const group = await insert('bulk');
    const ids = [await customer(), await customer(), await customer()];
    const customers = { Customer: ids.map((id) => ({ id })) };
    await client.call('group_addMember', { group, customer: { id: ids[1] } });
    expect(await client.call('group_addMembersInBulk', { group, customers })).to.equal(true);
    expect(await members(group.id)).to.deep.equal(ids);
    const bad = { Customer: [{ id: await customer() }, { id: '424242' }] };
    expect(await client.fault('group_addMembersInBulk', { group, customers: bad }))
      .to.equal('213 Customer 424242 not found; nothing was changed');
    expect(await client.fault('group_addMembersInBulk', { group, customers: { Customer: [{ id: ids[0] }, {}] } }))
      .to.equal('213 Customer (no id given) not found; nothing was changed');
    expect(await members(group.id)).to.deep.equal(ids);
    expect((await soapCall(gateway, 'group_addMembersInBulk', `<group><id>${group.id}</id></group><customers/>`)).text)
      .to.include('<ns1:msg>true</ns1:msg>');
  });

  it('hasMember answers for the group, and with includeSubGroups for those below', async () => {
    const top = await insert('has');
    const below = await insert('has below', top.id);
    const customerId = await customer();
    await client.call('group_addMember', { group: below, customer: { id: customerId } });
    const asked = { groupId: top.id, customerId };
    const { text } = await soapCall(gateway, 'group_hasMember', `<groupId>${top.id}</groupId><customerId>${customerId}</customerId>`);
    expect(text).to.include(`<ns1:msg><ns1:groupId>${top.id}</ns1:groupId><ns1:customerId>${customerId}</ns1:customerId>`
      + '<ns1:isMember>false</ns1:isMember><ns1:startedAt xsi:nil="true"/></ns1:msg>');
    const found = await client.call('group_hasMember', { ...asked, includeSubGroups: true });
    expect(found).to.include({ groupId: below.id, customerId, isMember: true });
    expect((found as Group)['startedAt']).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('getMembers makes a set, with the groups below when recursive is given', async () => {
    const top = await insert('set');
    const below = await insert('set below', top.id);
    const [a, b] = [await customer(), await customer()];
    await client.call('group_addMembersInBulk', { group: top, customers: { Customer: [{ id: a }] } });
    await client.call('group_addMembersInBulk', { group: below, customers: { Customer: [{ id: a }, { id: b }] } });
    const read = async (args: object) => {
      const resourceId = await client.call('group_getMembers', { groupId: top.id, ...args });
      expect(await client.call('resource_getById', { resourceId })).to.include({ type: 'CUSTOMER_SET', status: 'READY' });
      return client.call('customerSet_getCustomerIds', { resourceId, offset: 0, size: 50 });
    };
    expect(await read({})).to.deep.equal({ integer: [a] });
    expect(await read({ recursive: true })).to.deep.equal({ integer: [a, b] });
    expect(await client.call('group_calculate')).to.equal(true);
    expect(await one('group_getById', { groupId: top.id })).to.include({ customerCount: '1', customerCountRecursive: '2' });
  });

  it('delete takes an id, and the subtree with it; its rows go by a job', async () => {
    const top = await insert('gone');
    const below = await insert('gone below', top.id);
    const id = await customer();
    await client.call('group_addMember', { group: below, customer: { id } });
    const { text } = await soapCall(gateway, 'group_delete', `<group><id>${top.id}</id></group>`);
    expect(text).to.include('<faultcode>105</faultcode><faultstring>Parameter groupId is missing</faultstring>');
    expect(await client.call('group_delete', { groupId: top.id })).to.equal(true);
    for (const groupId of [top.id, below.id]) {
      expect(await client.fault('group_getById', { groupId })).to.equal(`213 Group ${groupId} not found`);
    }
    expect(await client.fault('group_delete', { groupId: top.id })).to.match(/^213/);
    expect(await client.call('customer_getById', { customerId: id })).to.include({ id });
    await until(async () => (await gateway.sql('customer_group').whereIn('id', [top.id, below.id])).length === 0);
    expect(await members(below.id)).to.deep.equal([]);
  });

  it('say which parameter is missing, and which group is not found', async () => {
    const missing: [operation: string, parameters: string, name: string][] = [
      ['group_getById', '<groupId/>', 'groupId'], ['group_getByObject', '', 'group'], ['group_getChildren', '', 'group'],
      ['group_getParent', '', 'group'], ['group_insert', '', 'group'], ['group_update', '', 'group'], ['group_upsert', '', 'group'],
      ['group_addMember', '<customer><id>1</id></customer>', 'group'], ['group_addMember', '<group><id>1</id></group>', 'customer'],
      ['group_addMembersInBulk', '', 'group'], ['group_removeMember', '<group><id>1</id></group>', 'customer'],
      ['group_getMembers', '', 'groupId'], ['group_hasMember', '<groupId>1</groupId>', 'customerId'],
      ['group_move', '<group><id>1</id></group>', 'newParentId'],
    ];
    for (const [operation, parameters, name] of missing) {
      const { text } = await soapCall(gateway, operation, parameters);
      expect(text, operation).to.include(`<faultcode>105</faultcode><faultstring>Parameter ${name} is missing</faultstring>`);
    }
    const unnamed = { group: { name: 'x' } };
    for (const [operation, args] of [
      ['group_update', unnamed], ['group_getChildren', unnamed], ['group_getParent', unnamed],
      ['group_move', { ...unnamed, newParentId: '0' }], ['group_addMember', { ...unnamed, customer: { id: '1' } }],
      ['group_getMembers', { groupId: '424242' }], ['group_hasMember', { groupId: '424242', customerId: '1' }],
    ] as const) {
      expect(await client.fault(operation, args), operation).to.match(/^213 Group .* not found$/);
    }
  });

  it('of one brand know nothing of another', async () => {
    const group = await insert('mine');
    const id = await customer();
    await client.call('group_addMember', { group, customer: { id } });
    expect(await foreigner.call('group_getAll')).to.equal(null);
    for (const [operation, args] of Object.entries({
      group_getById: { groupId: group.id }, group_delete: { groupId: group.id },
      group_getMembers: { groupId: group.id },
      group_update: { group: { id: group.id, name: 'theirs' } }, group_move: { group, newParentId: '0' },
      group_hasMember: { groupId: group.id, customerId: id }, group_removeMember: { group, customer: { id } },
    })) {
      expect(await foreigner.fault(operation, args), operation).to.equal(`213 Group ${group.id} not found`);
    }
    expect(await one('group_getById', { groupId: group.id })).to.include({ name: 'mine', customerCount: '1' });
  });

  it('need the right to write for what writes', async () => {
    const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights: ['data.read'] });
    const reader = await soapClient({ url: gateway.url, token });
    const group = await insert('read only');
    expect(await reader.call('group_getById', { groupId: group.id })).to.include({ name: 'read only' });
    for (const operation of ['group_insert', 'group_update', 'group_upsert', 'group_move', 'group_delete', 'group_addMember',
      'group_addMembersInBulk', 'group_removeMember', 'group_calculate',
    ]) {
      expect(await reader.fault(operation, { groupId: group.id, group }), operation).to.match(/^203 .*data\.write/);
    }
  });
});
