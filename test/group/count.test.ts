import { expect } from 'chai';
import { rows, statement, type Brand, type Scope } from '../../src/db/index.ts';
import {
  addMember, addMembers, calculateGroups, deleteGroup, groupById, maintainGroups, moveGroup, RECOUNT_JOB, recountGroups,
  removeMember,
} from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { scopeOf } from '../support/scope.ts';
import { jobsOf, makeCustomers, makeGroup } from './support.ts';

const LONG_AGO = '2020-01-01T00:00:00Z';

describe('counts of groups', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  beforeEach(async () => {
    brand = await makeBrand(database.sql, { timeZone: 'Etc/UTC' });
    scope = scopeOf(database.sql, brand);
  });
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  const deltas = () => database.sql('group_count_delta').where({ brand_id: brand.id });
  const total = async (id: string) =>
    (await database.sql('customer_group').where({ id }).first<{ member_count: string }>()).member_count;
  const count = async (id: string) => (await groupById(scope, id)).customerCount;
  const recursive = async (id: string) => (await groupById(scope, id)).customerCountRecursive;
  const age = (...ids: string[]) => database.sql('customer_group').whereIn('id', ids).update({ counted_at: LONG_AGO });

  describe('of members', () => {
    it('are exact before and after the fold, which leaves no delta', async () => {
      const group = await makeGroup(scope, 'group');
      const customers = await makeCustomers(scope, 5);
      await addMembers(scope, group, customers);
      await removeMember(scope, { groupId: group, customerId: customers[0] });
      expect([await count(group), await total(group), (await deltas()).length]).to.deep.equal(['4', '0', 2]);
      await maintainGroups(scope);
      expect([await count(group), await total(group), (await deltas()).length]).to.deep.equal(['4', '4', 0]);
    });

    it('touch no row that others write: two open transactions add to one group', async () => {
      const group = await makeGroup(scope, 'group');
      const [one, two] = await makeCustomers(scope, 2);
      const another = scopeOf(database.another(), brand);
      await scope.transaction(async (tx) => {
        await addMember(tx, { groupId: group, customerId: one });
        await addMember(another, { groupId: group, customerId: two });
        expect(await count(group)).to.equal('1');
      });
      expect(await count(group)).to.equal('2');
    });

    it('are exact at every moment while instances add, remove and fold', async () => {
      const group = await makeGroup(scope, 'group');
      const customers = await makeCustomers(scope, 60);
      const another = scopeOf(database.another(), brand);
      const adding = customers.map((customerId, place) =>
        addMember(place % 2 ? scope : another, { groupId: group, customerId }));
      const folding = [scope, another, scope, another].map((each) => maintainGroups(each));
      let going = true;
      const watching = (async () => {
        const compare = statement(`
          select member_count + (select coalesce(sum(delta), 0) from group_count_delta where group_id = g.id),
            (select count(*) from group_member where group_id = g.id)
          from customer_group g where id = $1`);
        for (let looks = 0; going || looks === 0; looks++) {
          const [[told, actual] = []] = await rows<[string, string]>(database.sql, compare, [group]);
          expect(told).to.equal(actual);
        }
      })();
      await Promise.all([...adding, ...folding]);
      const removing = customers.slice(10).map((customerId) => removeMember(scope, { groupId: group, customerId }));
      await Promise.all([...removing, maintainGroups(scope), maintainGroups(another)]);
      going = false;
      await watching;
      await maintainGroups(scope);
      expect([await count(group), await total(group), await deltas()]).to.deep.equal(['10', '10', []]);
    });

    it('are folded for one brand and leave another alone', async () => {
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      const foreign = await makeGroup(other, 'foreign');
      await addMembers(other, foreign, await makeCustomers(other, 2));
      await maintainGroups(scope);
      expect(await total(foreign)).to.equal('0');
    });

    it('drop what is left of a group that is gone', async () => {
      await database.sql('group_count_delta').insert({ brand_id: brand.id, group_id: '424242', delta: 1 });
      await maintainGroups(scope);
      expect(await deltas()).to.deep.equal([]);
    });
  });

  describe('of members with those of subgroups', () => {
    let top: string;
    let left: string;
    let right: string;
    let leaf: string;
    beforeEach(async () => {
      top = await makeGroup(scope, 'top');
      left = await makeGroup(scope, 'left', top);
      right = await makeGroup(scope, 'right', top);
      leaf = await makeGroup(scope, 'leaf', left);
      const [a, b, c, d] = await makeCustomers(scope, 4);
      await addMembers(scope, left, [a, b]);
      await addMembers(scope, leaf, [b, c]);
      await addMembers(scope, right, [a, d]);
    });

    const all = async () => Promise.all([top, left, right, leaf].map(recursive));

    it('count each customer once, when group_calculate is called', async () => {
      expect(await all()).to.deep.equal(['0', '0', '0', '0']);
      await calculateGroups(scope);
      expect(await all()).to.deep.equal(['4', '3', '2', '2']);
    });

    it('are renewed by upkeep when changed and counted long enough ago', async () => {
      await maintainGroups(scope);
      expect(await all()).to.deep.equal(['0', '0', '0', '0']);
      await age(top, left, right, leaf);
      await maintainGroups(scope);
      expect(await all()).to.deep.equal(['4', '3', '2', '2']);
    });

    it('say when they were counted; unchanged ones are not counted again by upkeep', async () => {
      await calculateGroups(scope);
      await age(top, left, right, leaf);
      const [fresh] = await makeCustomers(scope, 1);
      await addMember(scope, { groupId: right, customerId: fresh });
      await maintainGroups(scope);
      const groups = await Promise.all([top, left, right, leaf].map((id) => groupById(scope, id)));
      expect(groups.map(({ countDate }) => countDate === '2020-01-01 00:00:00'))
        .to.deep.equal([false, true, false, true]);
      expect(await all()).to.deep.equal(['5', '3', '3', '2']);
    });

    it('are said to be right now for every group by group_calculate, changed or not', async () => {
      await calculateGroups(scope);
      await age(top, left, right, leaf);
      await calculateGroups(scope);
      for (const id of [top, left, right, leaf]) {
        expect((await groupById(scope, id)).countDate).to.not.equal('2020-01-01 00:00:00');
      }
    });

    it('notice a customer who went and another who came', async () => {
      await calculateGroups(scope);
      const [fresh = ''] = await makeCustomers(scope, 1);
      const inBoth = await database.sql('group_member').where({ group_id: leaf }).min<{ min: string }>('customer_id as min').first();
      await removeMember(scope, { groupId: leaf, customerId: inBoth?.min });
      await addMember(scope, { groupId: leaf, customerId: fresh });
      await calculateGroups(scope);
      expect(await all()).to.deep.equal(['5', '4', '2', '2']);
    });

    it('follow a group that is moved or deleted', async () => {
      await calculateGroups(scope);
      await moveGroup(scope, { groupId: leaf, newParentId: right });
      await calculateGroups(scope);
      expect(await all()).to.deep.equal(['4', '2', '4', '2']);
      await moveGroup(scope, { groupId: leaf, newParentId: '0' });
      await deleteGroup(scope, right);
      await calculateGroups(scope);
      expect([await recursive(top), await recursive(left), await recursive(leaf)]).to.deep.equal(['2', '2', '2']);
    });

    it('are counted in one brand only', async () => {
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      await calculateGroups(other);
      await maintainGroups(other);
      expect(await all()).to.deep.equal(['0', '0', '0', '0']);
    });

    it('stay due when the group changes while they are counted', async () => {
      await calculateGroups(scope);
      const [early, late] = await makeCustomers(scope, 2);
      await addMember(scope, { groupId: left, customerId: early });
      await maintainGroups(scope);
      const eager = scopeOf(database.another(), brand, { settings: { GROUP_RECOUNT_AFTER: '0' } });
      let counting: Promise<void> | undefined;
      await scope.transaction(async (tx) => {
        await tx.sql('customer_group').where({ id: top }).forUpdate();
        counting = maintainGroups(eager);
        await untilOneWaits(database.sql);
        await addMember(tx, { groupId: left, customerId: late });
        await maintainGroups(tx);
      });
      await counting;
      expect(await all()).to.deep.equal(['5', '4', '2', '2']);
      await maintainGroups(eager);
      expect(await all()).to.deep.equal(['6', '5', '2', '2']);
    });

    it('are left to a job when there is no time to count in the call', async () => {
      const hasty = scopeOf(database.sql, brand, { settings: { GROUP_CALCULATE_TIME: '0' } });
      await calculateGroups(hasty);
      expect(await all()).to.deep.equal(['0', '0', '0', '0']);
      const [payload] = await jobsOf(hasty, RECOUNT_JOB);
      expect(payload).to.deep.equal({ brandId: brand.id });
      await recountGroups(hasty, payload, new AbortController().signal);
      expect(await all()).to.deep.equal(['4', '3', '2', '2']);
    });

    it('stop between two batches when the job is told to', async () => {
      const told = new AbortController();
      told.abort(new Error('drain'));
      const failed = await recountGroups(scope, {}, told.signal).catch((error: Error) => error.message);
      expect([failed, await all()]).to.deep.equal(['drain', ['0', '0', '0', '0']]);
    });

    it('are right for more groups than one batch holds', async () => {
      const many: string[] = [];
      for (let made = 0; made < 105; made++) many.push(await makeGroup(scope, `g${made}`, leaf));
      await addMembers(scope, many[104], await makeCustomers(scope, 1));
      for (const id of many) await database.sql('customer_group').where({ id }).increment('changes', 1);
      await calculateGroups(scope);
      expect([await recursive(many[104] ?? ''), await recursive(many[0] ?? ''), await recursive(top)]).to.deep.equal(['1', '0', '5']);
    });
  });
});
