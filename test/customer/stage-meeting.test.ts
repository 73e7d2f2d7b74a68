import { expect } from 'chai';
import {
  customerById, customerStage, insertCustomer, insertUniqueCustomer, updateCustomer,
} from '../../src/customer/index.ts';
import { rows, statement, type Brand, type Scope, type TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { importAll, mergeAll, planOf, put, stagedCount } from './stage-support.ts';
import { customersStored, storedHistory } from './support.ts';

const KEY = { fields: ['externalId'], options: [] };

describe('staged customers beside others', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    // What autovacuum finds out while there are few is wrong of many.
    for (const table of ['customer', 'customer_stage']) await database.sql.raw(`alter table ${table} set (autovacuum_enabled = off)`);
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand, { door: 'import' });
  });
  after(() => database.drop());

  const records = (city: string) => Array.from({ length: 30 }, (_, place) => [`K-${place}`, `${city} ${place}`]);

  it('stay with their brand and their stage', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql), { door: 'import' });
    await insertCustomer(other, { externalId: 'K-1', city: 'Theirs' });
    const stages = await Promise.all([customerStage(scope, '1', planOf({})), customerStage(other, '1', planOf({}))]);
    const third = await customerStage(scope, '2', planOf({}));
    await put(scope, stages[0], records('Ours'));
    await put(other, stages[1], [['K-1', 'Changed']]);
    await put(scope, third, [['K-1', 'Later'], ['K-x', 'Later']]);
    expect((await mergeAll(scope, stages[0], 7)).inserted).to.have.length(30);
    expect([await stagedCount(scope), await stagedCount(other)]).to.deep.equal([2, 1]);
    expect((await mergeAll(other, stages[1])).updated).to.have.length(1);
    const { inserted, updated } = await mergeAll(scope, third);
    expect([inserted.length, updated.length]).to.deep.equal([1, 1]);
    expect([await customersStored(scope), await customersStored(other)]).to.deep.equal([31, 1]);
  });

  it('of two stages at once make one customer per key', async () => {
    const another = scopeOf(database.another(), brand, { door: 'import' });
    const all = await Promise.all([
      importAll(scope, planOf({}), records('One'), 4), importAll(another, planOf({}), records('Two').reverse(), 3),
      ...Array.from({ length: 10 }, (_, place) => insertUniqueCustomer(another, { externalId: `K-${place}`, title: 'Dr' }, KEY)),
    ]);
    expect(all).to.have.length(12);
    expect(await customersStored(scope)).to.equal(30);
    expect(await scope.sql('customer').where({ brand_id: brand.id, title: 'Dr' })).to.have.length(10);
  });

  it('make no second customer of a key that somebody else writes meanwhile', async () => {
    const another = scopeOf(database.another(), brand);
    const stage = await customerStage(scope, '1', planOf({}));
    await put(scope, stage, [['K-1', 'Delft']]);
    let single: Promise<{ id: string }> | undefined;
    const { inserted } = await scope.transaction(async (tx) => {
      const merged = await stage.merge(tx, 0, 10);
      single = insertUniqueCustomer(another, { externalId: 'K-1', title: 'Dr' }, KEY);
      await untilOneWaits(database.sql);
      return merged;
    });
    expect((await single)?.id).to.equal(inserted[0]);
    expect(await customerById(scope, inserted[0] ?? '')).to.include({ title: 'Dr', city: 'Delft' });
    expect(await customersStored(scope)).to.equal(1);
  });

  it('wait for who changes the key of a match, and then do not take it', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1' });
    const another = scopeOf(database.another(), brand, { door: 'import' });
    let merged: Promise<{ inserted: string[] }> | undefined;
    await scope.transaction(async (tx) => {
      await updateCustomer(tx, { id, externalId: 'K-2' });
      merged = importAll(another, planOf({}), [['K-1', 'Delft']]);
      await untilOneWaits(database.sql);
    });
    expect((await merged)?.inserted).to.have.length(1);
    expect(await customerById(scope, id)).to.include({ externalId: 'K-2', city: '' });
  });

  it('see what another changed while they waited for it', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1', city: 'Delft', title: 'Dr' });
    const another = scopeOf(database.another(), brand, { door: 'import' });
    let merged: Promise<unknown> | undefined;
    await scope.transaction(async (tx) => {
      await updateCustomer(tx, { id, city: 'Gouda', title: 'Prof' });
      merged = importAll(another, planOf({}), [['K-1', 'Leiden']]);
      await untilOneWaits(database.sql);
    });
    await merged;
    expect(await customerById(scope, id)).to.include({ city: 'Leiden', title: 'Prof' });
    const [last] = (await storedHistory(scope, id)).slice(-1);
    expect(last?.changes).to.deep.equal({ city: ['Gouda', 'Leiden'] });
  });

  it('lock what they find in the order of ids, as all others do, so that none deadlocks with them', async () => {
    const [low, high] = [await insertCustomer(scope, { externalId: 'K-1' }), await insertCustomer(scope, { externalId: 'K-2' })];
    const other = await database.another().transaction();
    await other('customer').where({ brand_id: brand.id, id: low.id }).forUpdate().select('id');
    const merged = importAll(scope, planOf({}), [['K-2', 'Delft'], ['K-1', 'Delft']]);
    await untilOneWaits(database.sql);
    expect(await other('customer').where({ brand_id: brand.id, id: high.id }).forUpdate().skipLocked().pluck('id'))
      .to.deep.equal([high.id]);
    await other.commit();
    expect((await merged).updated.toSorted()).to.deep.equal([low.id, high.id].toSorted());
  });

  it('go on behind a batch that was undone', async () => {
    const heard = new Heard();
    const telling = scopeOf(database.sql, brand, { door: 'import', events: heard });
    const stage = await customerStage(telling, '1', planOf({}));
    await put(telling, stage, records('Delft'));
    await telling.transaction((tx) => stage.merge(tx, 0, 10));
    const undone = new Error('undone');
    await telling.transaction(async (tx) => {
      await stage.merge(tx, 10, 10);
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    expect([await customersStored(scope), await stagedCount(scope)]).to.deep.equal([10, 20]);
    const again = await customerStage(telling, '1', planOf({}));
    expect((await telling.transaction((tx) => again.merge(tx, 10, 100))).inserted).to.have.length(20);
    expect([await customersStored(scope), await stagedCount(scope)]).to.deep.equal([30, 0]);
  });

  it('are found by an index among many customers of which nothing is known yet', async () => {
    await scope.sql.raw(`insert into customer (brand_id, external_id, email_address, created_by, modified_by)
      select ?, 'K-' || n, 'User' || n || '@x.example', 'x', 'x' from generate_series(0, 20000) n`, [brand.id]);
    const scans = async ({ sql }: TxScope) => {
      const [found = []] = await rows<string[]>(sql, statement(`
        select sum(seq_scan), sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables
        where relname in ('customer', 'customer_stage')`), []);
      return found.map(Number);
    };
    for (const unique of [KEY, { fields: ['emailAddress'], options: [] }, { fields: ['externalId', 'emailAddress'], options: [] }]) {
      const stage = await customerStage(scope, '1', planOf({ fields: ['externalId', 'emailAddress', 'city'], unique }));
      await put(scope, stage, Array.from({ length: 1000 }, (_, place) =>
        [`K-${place * 20}`, `user${place * 20}@x.example`, `${unique.fields}`]));
      await scope.transaction(async (tx) => {
        const before = await scans(tx);
        expect((await stage.merge(tx, 0, 1000)).updated).to.have.length(1000);
        const [tableScans = NaN, read = NaN] = (await scans(tx)).map((count, place) => count - (before[place] ?? NaN));
        expect(tableScans).to.equal(0);
        expect(read).to.be.lessThan(12_000);
      });
    }
  });
});
