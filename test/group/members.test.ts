import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { addMember, addMembers, forgetCustomers, groupById, membership, removeMember } from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { makeCustomers, makeGroup } from './support.ts';

describe('members of groups', () => {
  let database: TestDatabase;
  let brand: Brand;
  let heard: Heard;
  let scope: Scope;
  let other: Scope;
  let group: string;
  let customers: string[];
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql, { timeZone: 'America/New_York' });
    other = scopeOf(database.sql, await makeBrand(database.sql));
  });
  beforeEach(async () => {
    heard = new Heard();
    scope = scopeOf(database.sql, brand, { events: heard });
    group = await makeGroup(scope, 'group');
    customers = await makeCustomers(scope, 3);
  });
  after(() => database.drop());

  const members = (groupId = group) =>
    database.sql('group_member').where({ brand_id: brand.id, group_id: groupId }).orderBy('customer_id').pluck('customer_id');
  const count = async () => (await groupById(scope, group)).customerCount;

  it('are added one by one and counted at once', async () => {
    for (const customerId of customers) await addMember(scope, { groupId: group, customerId });
    expect(await members()).to.deep.equal(customers);
    expect(await count()).to.equal('3');
    expect(heard.events).to.deep.equal(customers.map((id) => (
      { name: 'group.entered', payload: { groupId: group, customerIds: [id] } })));
  });

  it('are not added twice: fault 107, which clients know by its text', async () => {
    const [customerId] = customers;
    await addMember(scope, { groupId: group, customerId });
    expect(await faultOf(addMember(scope, { groupId: group, customerId })))
      .to.equal(`107 customer already member of group ${group}`);
    expect([await count(), heard.events.length]).to.deep.equal(['1', 1]);
  });

  it('are not added where group or customer is unknown, not named, or of another brand', async () => {
    const [mine] = customers;
    const [foreign] = await makeCustomers(other, 1);
    const foreignGroup = await makeGroup(other, 'foreign');
    const faults = [
      addMember(scope, { groupId: '424242', customerId: mine }), addMember(scope, { groupId: undefined, customerId: mine }),
      addMember(scope, { groupId: foreignGroup, customerId: mine }),
      addMember(scope, { groupId: group, customerId: foreign }),
      addMember(scope, { groupId: group, customerId: '424242' }), addMember(scope, { groupId: group, customerId: null }),
      addMember(other, { groupId: group, customerId: foreign }),
    ];
    for (const fault of await Promise.all(faults.map(faultOf))) expect(fault).to.match(/^213 .* not found/);
    expect(await database.sql('group_member').whereIn('group_id', [group, foreignGroup])).to.deep.equal([]);
    expect(heard.events).to.deep.equal([]);
  });

  it('are added in bulk, those already in skipped and those named twice once', async () => {
    const [first = '', second = '', third = ''] = customers;
    await addMember(scope, { groupId: group, customerId: second });
    expect(await addMembers(scope, group, [third, first, second, first])).to.equal(2);
    expect(await members()).to.deep.equal(customers);
    expect(await count()).to.equal('3');
    expect(heard.events.at(-1)).to.deep.equal({ name: 'group.entered', payload: { groupId: group, customerIds: [first, third] } });
    expect(await addMembers(scope, group, [])).to.equal(0);
  });

  it('are all left out when one of the bulk does not exist, which is named', async () => {
    expect(await faultOf(addMembers(scope, group, [...customers, '424242', '424243'])))
      .to.equal('213 Customer 424242, 424243 not found; nothing was changed');
    expect(await faultOf(addMembers(scope, group, [customers[0], undefined]))).to.match(/^213/);
    expect([await members(), await count(), heard.events]).to.deep.equal([[], '0', []]);
  });

  it('are added by the thousand, told of in events of bounded size', async () => {
    const many = await makeCustomers(scope, 5000);
    expect(await addMembers(scope, group, many)).to.equal(5000);
    expect(await count()).to.equal('5000');
    const chunks = heard.events.map(({ payload }) => (payload as { customerIds: string[] }).customerIds);
    expect(chunks.map(({ length }) => length)).to.deep.equal([1000, 1000, 1000, 1000, 1000]);
    expect(chunks.flat()).to.deep.equal(many);
    expect(await database.sql('group_count_delta').where({ group_id: group }).pluck('delta')).to.deep.equal([5000]);
  });

  it('are refused in bulks beyond GROUP_ADD_MAX', async () => {
    const tight = scopeOf(database.sql, brand, { settings: { GROUP_ADD_MAX: '2' } });
    expect(await faultOf(addMembers(tight, group, customers))).to.match(/^105 At most 2 customers/);
    expect(await members()).to.deep.equal([]);
  });

  it('are one row and one count when two instances add the same at the same time', async () => {
    const many = await makeCustomers(scope, 200);
    const instances = [scope, scopeOf(database.another(), brand)];
    const added = await Promise.all(instances.flatMap((instance) => [
      addMembers(instance, group, many), addMembers(instance, group, many.toReversed()),
    ]));
    expect(added.reduce((sum, each) => sum + each, 0)).to.equal(200);
    expect([await members(), await count()]).to.deep.equal([many, '200']);

    const [customerId] = customers;
    const single = await Promise.all([...instances, ...instances].map((instance) =>
      faultOf(addMember(instance, { groupId: group, customerId }))));
    expect(single.toSorted().map((fault) => fault.slice(0, 3))).to.deep.equal(['107', '107', '107', 'no ']);
    expect(await count()).to.equal('201');
  });

  it('are taken out, once', async () => {
    const [customerId = ''] = customers;
    await addMembers(scope, group, customers);
    expect(await removeMember(scope, { groupId: group, customerId })).to.equal(true);
    expect(await removeMember(scope, { groupId: group, customerId })).to.equal(false);
    expect([await members(), await count()]).to.deep.equal([customers.slice(1), '2']);
    expect(heard.events.slice(1)).to.deep.equal([{ name: 'group.left', payload: { groupId: group, customerIds: [customerId] } }]);
    expect(await removeMember(scope, { groupId: group, customerId: '424242' })).to.equal(false);
    expect(await faultOf(removeMember(scope, { groupId: '424242', customerId }))).to.equal('213 Group 424242 not found');
    expect(await faultOf(removeMember(other, { groupId: group, customerId: customers[1] }))).to.equal(`213 Group ${group} not found`);
  });

  it('are not counted when the transaction that adds them fails', async () => {
    const failed = scope.transaction(async (tx) => {
      await addMembers(tx, group, customers);
      throw new Error('undone');
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal('undone');
    expect([await members(), await count()]).to.deep.equal([[], '0']);
  });

  it('go with a deleted customer, in its transaction and with the counts', async () => {
    const second = await makeGroup(scope, 'second');
    const [gone = '', kept = ''] = customers;
    for (const each of [group, second]) await addMembers(scope, each, [gone, kept]);
    await scope.transaction(async (tx) => {
      await tx.sql('customer').where({ brand_id: brand.id, id: gone }).delete();
      await forgetCustomers(tx, { customerIds: [gone] });
    });
    expect([await members(), await members(second), await count()]).to.deep.equal([[kept], [kept], '1']);
    expect((await groupById(scope, second)).customerCount).to.equal('1');
  });

  it('cannot be customers that are deleted at the same moment', async () => {
    const [gone = ''] = customers;
    let adding: Promise<string> | undefined;
    await scope.transaction(async (tx) => {
      await tx.sql('customer').where({ brand_id: brand.id, id: gone }).delete();
      await forgetCustomers(tx, { customerIds: [gone] });
      adding = faultOf(addMember(scopeOf(database.another(), brand), { groupId: group, customerId: gone }));
      await untilOneWaits(database.sql);
    });
    expect(await adding).to.equal(`213 Customer ${gone} not found; nothing was changed`);
    expect(await members()).to.deep.equal([]);
  });

  describe('asked for one customer', () => {
    it('tell the group and since when', async () => {
      const [customerId = ''] = customers;
      await addMembers(scope, group, [customerId]);
      await database.sql('group_member').where({ customer_id: customerId }).update({ started_at: '2026-01-02T03:04:05Z' });
      const question = { groupId: group, customerId, withSubgroups: false };
      const found = { groupId: group, customerId, isMember: true, startedAt: '2026-01-01 22:04:05' };
      expect(await membership(scope, question)).to.deep.equal(found);
      expect(await membership(scope, { ...question, withSubgroups: true })).to.deep.equal(found);
    });

    it('are false for a stranger, an unknown customer, and one of another group', async () => {
      const second = await makeGroup(scope, 'second');
      const [customerId = ''] = customers;
      await addMembers(scope, second, [customerId]);
      for (const id of [customerId, '424242']) {
        for (const withSubgroups of [true, false]) {
          expect(await membership(scope, { groupId: group, customerId: id, withSubgroups }))
            .to.deep.equal({ groupId: group, customerId: id, isMember: false, startedAt: undefined });
        }
      }
      const foreign = { groupId: group, customerId, withSubgroups: true };
      expect(await faultOf(membership(other, foreign))).to.equal(`213 Group ${group} not found`);
    });

    it('tell the nearest group below where the customer was found, when asked with subgroups', async () => {
      const below = await makeGroup(scope, 'below', group);
      const deep = await makeGroup(scope, 'deep', below);
      const [customerId = ''] = customers;
      const ask = async (withSubgroups: boolean) => {
        const { groupId, isMember } = await membership(scope, { groupId: group, customerId, withSubgroups });
        return { groupId, isMember };
      };
      await addMembers(scope, deep, [customerId]);
      expect(await ask(false)).to.deep.equal({ groupId: group, isMember: false });
      expect(await ask(true)).to.deep.equal({ groupId: deep, isMember: true });
      await addMembers(scope, below, [customerId]);
      expect(await ask(true)).to.deep.equal({ groupId: below, isMember: true });
      await addMembers(scope, group, [customerId]);
      expect(await ask(true)).to.deep.equal({ groupId: group, isMember: true });
    });
  });
});
