import { expect } from 'chai';
import type { Datamodel, Model, RowPage, RowPath } from '../../src/datamodel/index.ts';
import { openStore, rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { numberOf, putCustomer, putRows } from './read-support.ts';
import { WORKED_EXAMPLE, withModel } from './support.ts';

describe('reading all rows', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  let model: Model;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    const brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand, { settings: { ROW_STREAM_BATCH: '10' } });
    room = await withModel(scope);
    model = await room.model(scope);
  });

  const types = (count: number, row: Readonly<Record<string, string>> = {}) =>
    putRows(scope, model, 'extratype', Array.from({ length: count }, () => row));
  async function all(path: RowPath = ['extratype'], by = scope): Promise<string[]> {
    const ids: string[] = [];
    for await (const { rows: found } of room.allRows(by, path)) ids.push(...found.map(({ id }) => id));
    return ids;
  }

  it('gives each once and in order, whether or not the last batch is full', async () => {
    expect(await all()).to.deep.equal([]);
    const ids = await types(10);
    expect(await all()).to.deep.equal(ids);
    ids.push(...await types(15));
    expect(await all()).to.deep.equal(ids);
  });

  it('gives one batch at least, with the table, though it has no row', async () => {
    const batches = [];
    for await (const { table } of room.allRows(scope, ['extratype'])) batches.push(table.name);
    expect(batches).to.deep.equal(['extratype']);
  });

  it('reads fewer at once when they are large, one at least, and loses none', async () => {
    const noise = Array.from({ length: 3000 }, () => Math.random().toString(36)[2] ?? '0').join('');
    const ids = await types(7, { label: `"${noise}"` });
    const tight = scopeOf(database.sql, scope.brand, { settings: { ROW_STREAM_BATCH: '5', ROW_BATCH_BYTES: '4000' } });
    const sizes: number[] = [];
    for await (const { rows: found } of room.allRows(tight, ['extratype'])) sizes.push(found.length);
    expect(Math.max(...sizes)).to.be.lessThan(5);
    const one = scopeOf(database.sql, scope.brand, { settings: { ROW_BATCH_BYTES: '1' } });
    for (const by of [tight, one]) expect(await all(['extratype'], by)).to.deep.equal(ids);
  });

  it('gives all that stay while others come and go', async () => {
    const ids = await types(40);
    const seen: string[] = [];
    const goes = statement('delete from dm_row where brand_id = $1 and id = $2');
    for await (const { rows: found } of room.allRows(scope, ['extratype'])) {
      seen.push(...found.map(({ id }) => id));
      await rows(scope.sql, goes, [scope.brand.id, numberOf(seen.at(-1))]);
      if (seen.length < 30) await types(1);
    }
    expect(new Set(seen).size).to.equal(seen.length);
    expect(seen.filter((id) => ids.includes(id))).to.deep.equal(ids);
    expect(seen.length).to.be.greaterThan(ids.length);
  });

  it('holds no connection while the reader thinks', async () => {
    await types(25);
    const single = openStore({ url: database.url, connections: 1, prepare: true });
    try {
      const narrow = scopeOf(single, scope.brand, { settings: { ROW_STREAM_BATCH: '10' } });
      const reader = room.allRows(narrow, ['extratype'])[Symbol.asyncIterator]();
      await reader.next();
      expect(await room.readCustomer(narrow, ['customer', `clang_${await putCustomer(scope)}`])).to.equal(undefined);
      await reader.return?.();
    } finally {
      await single.destroy();
    }
  });

  it('refuses with the first batch', async () => {
    expect(await faultOf(all(['nothing']))).to.match(/^213 Table nothing not found/);
    expect(await faultOf(all(['customer', 'clang_99', 'stay']))).to.match(/^213 Row clang_99 not found/);
    expect(await faultOf(all(['customer']))).to.match(/^213 Table customer not found on its own/);
    expect(await faultOf(all(['stay']))).to.match(/^213 Table stay not found on its own/);
  });

  it('breaks off when the parent goes meanwhile', async () => {
    const customer = await putCustomer(scope);
    await putRows(scope, model, 'stay', Array.from({ length: 30 }, () => ({})), customer);
    const reader = room.allRows(scope, ['customer', `clang_${customer}`, 'stay'])[Symbol.asyncIterator]();
    expect((await reader.next()).done).to.equal(false);
    await rows(scope.sql, statement('delete from customer where brand_id = $1'), [scope.brand.id]);
    expect(await faultOf(reader.next())).to.match(/^213 Row clang_\d+ not found in table customer/);
  });

  it('keeps the columns of the start, without what was dropped since; breaks off when the table goes', async () => {
    await types(30, { code: '"A"', label: '"x"' });
    const reader = room.allRows(scope, ['extratype'])[Symbol.asyncIterator]();
    const next = async () => {
      const { value } = await reader.next() as IteratorResult<RowPage, undefined>;
      if (value === undefined) throw new Error('no batch came');
      return { columns: value.table.columns.map(({ name }) => name), values: value.rows[0]?.values };
    };
    expect(await next()).to.deep.equal({ columns: ['code', 'label', 'price'], values: ['A', 'x', null] });
    const changed = WORKED_EXAMPLE.tables.map((table) => (table.name !== 'extratype' ? table : {
      ...table, columns: [{ name: 'code', type: 'string', unique: true }, { name: 'price', type: 'decimal' },
        { name: 'fresh', type: 'string' }],
    }));
    await withModel(scope, { ...WORKED_EXAMPLE, tables: changed });
    expect(await next()).to.deep.equal({ columns: ['code', 'label', 'price'], values: ['A', null, null] });
    await withModel(scope, { tables: [], contains: [], lookups: [] });
    expect(await faultOf(reader.next())).to.match(/^213 Table extratype not found/);
  });
});
