import { expect } from 'chai';
import type { Datamodel } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { SHOP } from './rows-support.ts';
import { withModel } from './support.ts';

const MANY = 30_000;
/** PostgreSQL plans a statement anew five times before it may settle on one plan for all values. */
const TIMES = 7;
const BATCH = 200;

/** Rows and their keys. */
const FILL = `
  with made as (
    insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
    select $1, $2, 0, jsonb_build_object($3::text, 'K-' || n), 'x', 'x' from generate_series(1, $4::int) as n
    returning id, data
  )
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select $1, $2, $3::bigint, 0, dm_hash(data ->> $3::text), id from made`;

const COUNTS = statement(`
  select sum(seq_scan), sum(seq_tup_read + coalesce(idx_tup_fetch, 0))
  from pg_stat_xact_user_tables where relname in ('dm_row', 'dm_key')`);

describe('writing rows of a table that has grown a moment ago', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    datamodel = await withModel(scope, SHOP);
    const table = (await datamodel.model(scope)).tableByName.get('product');
    // The planner has no statistics of it: they come a minute later, when a first load may be over.
    await database.sql.raw('alter table dm_row set (autovacuum_enabled = off)');
    await database.sql.raw('alter table dm_key set (autovacuum_enabled = off)');
    await rows(database.sql, statement(FILL), [scope.brand.id, table?.id, table?.columnByName.get('code')?.id, MANY]);
  });
  after(() => database.drop());

  /** What the act, done several times, scans from end to end and reads; it is undone. */
  async function seen(act: (tx: TxScope) => Promise<unknown>) {
    let grown: number[] = [];
    const undone = new Error('undone');
    await scope.transaction(async (tx) => {
      const counts = async () => (await rows<string[]>(tx.sql, COUNTS, []))[0]?.map(Number) ?? [];
      const before = await counts();
      for (let time = 0; time < TIMES; time++) await act(tx);
      grown = (await counts()).map((count, place) => count - (before[place] ?? NaN));
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    const [scans = NaN, read = NaN] = grown;
    return { scans, readEach: read / TIMES };
  }

  let made = 0;
  const fresh = () => ({ code: `new ${made++}` });
  const many = (row: (place: number) => object) => Array.from({ length: BATCH }, (_, place) => row(place));
  const insertMany = (given: object[], unique?: string) => (tx: TxScope) =>
    datamodel.insertRows(tx, ['product'], given, { lenient: false, unique });

  const acts: [name: string, most: number, act: (tx: TxScope) => Promise<unknown>][] = [
    ['one row', 1, (tx) => datamodel.insertRow(tx, ['product'], fresh())],
    ['many rows', 1, (tx) => insertMany(many(fresh))(tx)],
    ['many rows by key, all new', 1, (tx) => insertMany(many(fresh), 'code')(tx)],
    ['many rows by key, all there', 6 * BATCH, insertMany(many((place) => ({ code: `K-${place + 1}`, label: 'x' })), 'code')],
    ['a change', 12, async (tx) => {
      const path = ['product', await datamodel.insertRow(tx, ['product'], fresh())];
      await datamodel.updateRow(tx, path, fresh());
    }],
    ['a deletion', 12, async (tx) => {
      await datamodel.deleteRow(tx, ['product', await datamodel.insertRow(tx, ['product'], fresh())]);
    }],
  ];
  for (const [name, most, act] of acts) {
    it(`${name}: goes by the primary keys and reads only what it finds`, async () => {
      const { scans, readEach } = await seen(act);
      expect(scans).to.equal(0);
      expect(readEach).to.be.at.most(most);
    });
  }
});
