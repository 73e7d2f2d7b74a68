import { expect } from 'chai';
import { rowStage, type RowPlan } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, nextStageId, planOf, type Line } from './import-support.ts';
import { withModel } from './support.ts';

const CUSTOMERS = 4000;
const VISITS = 20_000;
/** PostgreSQL plans a statement anew five times before it may settle on one plan for all values. */
const TIMES = 7;
const BATCH = 200;

const FILL_CUSTOMERS = statement(`
  insert into customer (brand_id, external_id, email_address, created_by, modified_by)
  select $1, 'K-' || n, 'a' || n || '@x.example', 'x', 'x' from generate_series(1, $2::int) as n`);
/** Visits, in turn below all customers; each with an item. */
const FILL_ROWS = statement(`
  with made as (
    insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
    select $1, $2, c.id, jsonb_build_object($3::text, 'V-' || n), 'x', 'x'
    from generate_series(1, $4::int) as n
    join customer c on c.brand_id = $1 and c.external_id = 'K-' || (1 + n % $5::int)
    returning parent_id, id, data
  ), visits as (
    insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
    select $1, $2, $3::bigint, parent_id, dm_hash(data ->> $3::text), id from made
  ), items as (
    insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
    select $1, $6, id, jsonb_build_object($7::text, 'I-' || (data ->> $3::text)), 'x', 'x' from made
    returning parent_id, id, data
  )
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select $1, $6, $7::bigint, parent_id, dm_hash(data ->> $7::text), id from items`);

const COUNTS = statement(`
  select sum(seq_scan), sum(seq_tup_read + coalesce(idx_tup_fetch, 0))
  from pg_stat_xact_user_tables where relname in ('dm_row', 'dm_key', 'customer')`);

describe('an import into tables that have grown a moment ago', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    const { tableByName } = await (await withModel(scope, HOTEL)).model(scope);
    // The planner has no statistics of them: they come a minute later, when a first import may be over.
    for (const table of ['dm_row', 'dm_key', 'dm_stage', 'customer']) {
      await database.sql.raw(`alter table ${table} set (autovacuum_enabled = off)`);
    }
    const numbers = (name: string) => [tableByName.get(name)?.id, tableByName.get(name)?.columnByName.get('code')?.id];
    await rows(database.sql, FILL_CUSTOMERS, [scope.brand.id, CUSTOMERS]);
    await rows(database.sql, FILL_ROWS, [scope.brand.id, ...numbers('visit'), VISITS, CUSTOMERS, ...numbers('item')]);
  });
  after(() => database.drop());

  /** What a merge, done several times, scans from end to end and reads; it is undone. */
  async function seen(plan: Partial<RowPlan>, lines: (turn: number) => Line, act: 'merge' | 'preview' = 'merge') {
    const stage = await rowStage(scope, nextStageId(), planOf(plan));
    let grown: number[] = [];
    const undone = new Error('undone');
    const merged = { inserted: 0, other: 0 };
    await scope.transaction(async (tx) => {
      const counts = async () => (await rows<string[]>(tx.sql, COUNTS, []))[0]?.map(Number) ?? [];
      const before = await counts();
      for (let time = 0; time < TIMES; time++) await once(tx, time);
      grown = (await counts()).map((count, place) => count - (before[place] ?? NaN));
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    const [scans = NaN, read = NaN] = grown;
    return { scans, readEach: read / TIMES / BATCH, ...merged };

    async function once(tx: TxScope, time: number) {
      const records = Array.from({ length: BATCH }, (_, place) => {
        const values = lines(time * BATCH + place);
        return stage.check({ place: place + 1, line: place + 2, values, cells: [] });
      });
      await stage.put(tx, records);
      if (act === 'preview') {
        await stage.preview(tx);
        await stage.clear(tx);
        return;
      }
      const { inserted, updated, unchanged } = await stage.merge(tx, 0, BATCH);
      merged.inserted += inserted.length;
      merged.other += updated.length + unchanged.length;
    }
  }

  const BY_ADDRESS = { table: 'visit', parent: [{ of: 'customer', by: 'emailAddress' }] };
  const BY_VISIT = { table: 'item', parent: [{ of: 'visit', by: 'code' }] };
  const CHAIN = { table: 'item', parent: [{ of: 'customer', by: 'externalId' }, { of: 'visit', by: 'code' }] };
  const BY_ITEM = { table: 'part', parent: [{ of: 'item', by: 'code' }] };
  const cases: [what: string, plan: Partial<RowPlan>, lines: (turn: number) => Line, most: number, isNew: boolean][] = [
    ['new rows below customers by address', BY_ADDRESS, (turn) => [`A${1 + turn}@x.example`, `new ${turn}`, 'x'], 4, true],
    ['rows below customers by address that are there', BY_ADDRESS,
      (turn) => [`A${1 + (1 + turn) % CUSTOMERS}@x.example`, `V-${1 + turn}`, 'x'], 12, false],
    ['new rows below rows by their value alone', BY_VISIT, (turn) => [`V-${1 + turn}`, `new ${turn}`, 'x'], 6, true],
    ['rows below rows by their value alone that are there', BY_VISIT, (turn) => [`V-${1 + turn}`, `I-V-${1 + turn}`, 'x'], 14, false],
    ['new rows below a chain', CHAIN, (turn) => [`K-${1 + (1 + turn) % CUSTOMERS}`, `V-${1 + turn}`, `new ${turn}`, 'x'], 6, true],
    ['new rows three levels below', BY_ITEM, (turn) => [`I-V-${1 + turn}`, `new ${turn}`, 'x'], 6, true],
  ];
  for (const [what, plan, lines, most, isNew] of cases) {
    it(`${what}: goes by indexes and reads only what it finds`, async () => {
      const { scans, readEach, ...merged } = await seen(plan, lines);
      const all = TIMES * BATCH;
      expect(merged).to.deep.equal(isNew ? { inserted: all, other: 0 } : { inserted: 0, other: all });
      expect(scans).to.equal(0);
      expect(readEach).to.be.at.most(most);
      const preview = await seen(plan, lines, 'preview');
      expect(preview.scans).to.equal(0);
      expect(preview.readEach).to.be.at.most(most);
    });
  }
});
