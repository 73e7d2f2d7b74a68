import { expect } from 'chai';
import { rows, statement, type Brand, type Scope } from '../../src/db/index.ts';
import {
  addMember, addMembers, allGroups, childrenOfGroup, deleteGroup, groupById, groupMembersQuery, groupsByExample,
  groupsOfCustomer, insertGroup, maintainGroups, membership, moveGroup, PURGE_JOB, purgeGroups, removeMember,
  updateGroup,
} from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { jobsOf, makeCustomers, makeGroup } from './support.ts';

const goOn = new AbortController().signal;

/** A signal that says stop when asked for the n-th time, as a drain between two batches does. */
function stoppingAt(n: number): AbortSignal {
  let asked = 0;
  const signal = new AbortController().signal;
  signal.throwIfAborted = () => {
    if (++asked === n) throw new Error('drain');
  };
  return signal;
}

describe('deleting groups', () => {
  let database: TestDatabase;
  let brand: Brand;
  let heard: Heard;
  let scope: Scope;
  let other: Scope;
  let top: string;
  let gone: string;
  let below: string;
  let kept: string;
  let customers: string[];
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    heard = new Heard();
    scope = scopeOf(database.sql, brand, { events: heard, settings: { GROUP_PURGE_BATCH: '2' } });
    other = scopeOf(database.sql, await makeBrand(database.sql));
    top = await makeGroup(scope, 'top');
    gone = await makeGroup(scope, 'gone', top);
    below = await makeGroup(scope, 'below', gone);
    kept = await makeGroup(scope, 'kept', top);
    customers = await makeCustomers(scope, 5);
    for (const group of [gone, below, kept]) await addMembers(scope, group, customers);
  });
  after(() => database.drop());

  const rowsOf = (table: string) => database.sql(table).where({ brand_id: brand.id });
  const left = async () => ({
    groups: (await rowsOf('customer_group').orderBy('id').pluck('id')) as string[],
    members: (await rowsOf('group_member')).length,
    deltas: (await rowsOf('group_count_delta').pluck('group_id').distinct()) as string[],
  });

  it('takes the whole subtree out of every answer at once, and leaves its rows to the job', async () => {
    await deleteGroup(scope, gone);
    expect((await allGroups(scope)).map(({ id }) => id)).to.deep.equal([top, kept]);
    expect((await childrenOfGroup(scope, top)).map(({ id }) => id)).to.deep.equal([kept]);
    expect(await groupsByExample(scope, { name: 'below' })).to.deep.equal([]);
    const [customerId = ''] = customers;
    expect((await groupsOfCustomer(scope, customerId)).map(({ id }) => id)).to.deep.equal([kept]);
    await removeMember(scope, { groupId: kept, customerId });
    expect(await membership(scope, { groupId: top, customerId, withSubgroups: true })).to.include({ isMember: false });
    for (const id of [gone, below]) {
      const refused = await Promise.all([
        groupById(scope, id), childrenOfGroup(scope, id), updateGroup(scope, { id, name: 'x' }), deleteGroup(scope, id),
        moveGroup(scope, { groupId: id, newParentId: '0' }), moveGroup(scope, { groupId: kept, newParentId: id }),
        insertGroup(scope, { name: 'x', parentId: id }), addMember(scope, { groupId: id, customerId }),
        removeMember(scope, { groupId: id, customerId }),
        membership(scope, { groupId: id, customerId, withSubgroups: false }),
      ].map(faultOf));
      expect(refused).to.deep.equal(refused.map(() => `213 Group ${id} not found`));
      for (const recursive of [true, false]) {
        const { text, values } = groupMembersQuery(scope, { groupId: id, recursive });
        expect(await rows(database.sql, statement(text), values)).to.deep.equal([]);
      }
    }
    expect(await left()).to.deep.include({ groups: [top, gone, below, kept], members: 14 });
  });

  it('tells of all groups that go and enqueues the removal, once however many are deleted', async () => {
    await deleteGroup(scope, gone);
    expect(heard.events.at(-1)).to.deep.equal({ name: 'group.deleted', payload: { groupIds: [gone, below] } });
    await deleteGroup(scope, kept);
    expect(await jobsOf(scope, PURGE_JOB)).to.deep.equal([{ brandId: brand.id }]);
  });

  it('removes groups, memberships and deltas in the job, of nothing else', async () => {
    const foreign = await makeGroup(other, 'foreign');
    await addMembers(other, foreign, await makeCustomers(other, 3));
    await deleteGroup(scope, gone);
    await purgeGroups(scope, {}, goOn);
    expect(await left()).to.deep.equal({ groups: [top, kept], members: 5, deltas: [kept] });
    expect(await rowsOf('customer').pluck('id')).to.have.members(customers);
    expect((await groupById(other, foreign)).customerCount).to.equal('3');
    await purgeGroups(scope, {}, goOn);
    expect((await left()).groups).to.deep.equal([top, kept]);
  });

  it('goes on where a stopped or killed job ended', async () => {
    await deleteGroup(scope, gone);
    expect(await purgeGroups(scope, {}, stoppingAt(3)).catch((error: Error) => error.message)).to.equal('drain');
    expect(await left()).to.deep.include({ groups: [top, gone, below, kept], members: 11 });
    expect((await allGroups(scope)).map(({ id }) => id)).to.deep.equal([top, kept]);
    await purgeGroups(scope, {}, goOn);
    expect(await left()).to.deep.equal({ groups: [top, kept], members: 5, deltas: [kept] });
  });

  it('ends well when two instances remove at the same time', async () => {
    await deleteGroup(scope, top);
    const another = scopeOf(database.another(), brand, { settings: { GROUP_PURGE_BATCH: '1' } });
    await Promise.all([purgeGroups(scope, {}, goOn), purgeGroups(another, {}, goOn)]);
    await purgeGroups(scope, {}, goOn);
    expect(await left()).to.deep.equal({ groups: [], members: 0, deltas: [] });
  });

  it('waits for an addition that began before it, and removes that too', async () => {
    const [fresh = ''] = await makeCustomers(scope, 1);
    let purging: Promise<void> | undefined;
    await scope.transaction(async (tx) => {
      await addMember(tx, { groupId: gone, customerId: fresh });
      const another = scopeOf(database.another(), brand);
      await deleteGroup(another, gone);
      purging = purgeGroups(another, {}, goOn);
      await untilOneWaits(database.sql);
    });
    await purging;
    expect(await left()).to.deep.equal({ groups: [top, kept], members: 5, deltas: [kept] });
  });

  it('does not wait for a fold of its deltas, which would wait for its groups; the fold drops them', async () => {
    await deleteGroup(scope, gone);
    const fold = await database.another().transaction();
    expect(await fold('group_count_delta').where({ brand_id: brand.id, group_id: gone }).forUpdate().pluck('id')).not.to.deep.equal([]);
    await purgeGroups(scope, {}, goOn);
    expect((await left()).groups).to.deep.equal([top, kept]);
    await fold.rollback();
    await maintainGroups(scope);
    expect((await left()).deltas).to.deep.equal([]);
  });

  it('removes more groups than one batch holds, whatever their order in the tree', async () => {
    const chain = [below];
    for (let made = 0; made < 7; made++) chain.push(await makeGroup(scope, `g${made}`, chain.at(-1)));
    await moveGroup(scope, { groupId: gone, newParentId: kept });
    await moveGroup(scope, { groupId: chain[4], newParentId: '0' });
    await moveGroup(scope, { groupId: gone, newParentId: chain[6] ?? '' });
    await deleteGroup(scope, chain[4] ?? '');
    await purgeGroups(scope, {}, goOn);
    expect((await left()).groups).to.deep.equal([top, kept]);
  });

  it('refuses a group of another brand', async () => {
    expect(await faultOf(deleteGroup(other, gone))).to.equal(`213 Group ${gone} not found`);
    await purgeGroups(other, {}, goOn);
    expect(await left()).to.deep.include({ groups: [top, gone, below, kept], members: 15 });
  });
});
