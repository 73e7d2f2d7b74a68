import { expect } from 'chai';
import { rows, statement, type Scope, type TxScope } from '../../src/db/index.ts';
import {
  addMember, groupById, groupMembersQuery, groupsOfCustomer, membership, removeMember,
} from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { makeCustomers, makeGroup } from './support.ts';

const MANY = 20_000;
const COUNTED = statement(`
  select seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = $1`);

describe('groups with many members', () => {
  let database: TestDatabase;
  let scope: Scope;
  let top: string;
  let large: string;
  let customers: string[];
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    top = await makeGroup(scope, 'top');
    large = await makeGroup(scope, 'large', top);
    const second = await makeGroup(scope, 'second');
    customers = await makeCustomers(scope, MANY);
    for (const group of [large, second]) {
      await database.sql.raw('insert into group_member select brand_id, ?, id from customer where brand_id = ?', [group, scope.brand.id]);
    }
    await database.sql('customer_group').where({ id: large }).update({ member_count: MANY });
    await database.sql.raw('vacuum analyze customer, group_member, customer_group, group_count_delta');
  });
  after(() => database.drop());

  /**
   * Rows of the table that the work reads, and how often it reads the table from end to end. The work is
   * undone. PostgreSQL counts on from what the connection did in the last second, so the difference tells.
   */
  async function reads(
    table: string, work: (tx: TxScope) => Promise<unknown>,
  ): Promise<{ scans: number; read: number }> {
    const seen = { scans: 0, read: 0 };
    const undone = new Error('undone');
    await scope.transaction(async (tx) => {
      const [before = []] = await rows<string[]>(tx.sql, COUNTED, [table]);
      await work(tx);
      const [after = []] = await rows<string[]>(tx.sql, COUNTED, [table]);
      seen.scans = Number(after[0]) - Number(before[0]);
      seen.read = Number(after[1]) - Number(before[1]);
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    return seen;
  }

  const acts: Record<string, (tx: TxScope, customerId: string) => Promise<unknown>> = {
    'a look at the group': (tx) => groupById(tx, large),
    'a question for one member': (tx, customerId) => membership(tx, { groupId: large, customerId, withSubgroups: false }),
    'a question for one member with subgroups': (tx, customerId) => membership(tx, { groupId: top, customerId, withSubgroups: true }),
    'the groups of a customer': (tx, customerId) => groupsOfCustomer(tx, customerId),
    'an addition': async (tx) => addMember(tx, { groupId: large, customerId: (await makeCustomers(tx, 1))[0] }),
    'a removal': (tx, customerId) => removeMember(tx, { groupId: large, customerId }),
  };
  for (const [name, act] of Object.entries(acts)) {
    it(`${name} reads a handful of rows`, async () => {
      for (const table of ['group_member', 'customer']) {
        const { scans, read } = await reads(table, (tx) => act(tx, customers[MANY / 2] ?? ''));
        expect(scans, table).to.equal(0);
        expect(read, table).to.be.lessThan(20);
      }
    });
  }

  it('the set of its members comes in the order of ids from the primary key, without a sort', async () => {
    const { text, values } = groupMembersQuery(scope, { groupId: large, recursive: false });
    const plan = await rows(database.sql, statement(`explain select id from (${text}) as source order by id`), values);
    expect(plan.join('\n')).to.match(/Index Only Scan using group_member_pk/).and.not.match(/Sort|Seq Scan on group_member/);
  });

  it('the set with subgroups reads the members of the subtree only', async () => {
    const { text, values } = groupMembersQuery(scope, { groupId: top, recursive: true });
    const { scans } = await reads('group_member', async (tx) => {
      const ids = await rows<[string]>(tx.sql, statement(`${text} order by id`), values);
      expect(ids.flat()).to.deep.equal(customers);
    });
    expect(scans).to.equal(0);
  });
});
