import { expect } from 'chai';
import { editTable, makeViews, removeTable, viewStatements, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { doom, putRows } from './stored.ts';
import { withModel } from './support.ts';

describe('the views of a data model', () => {
  let database: TestDatabase;
  let scope: Scope;
  let schema: string;
  let room: Datamodel;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' }));
    schema = `datamodel_${scope.brand.id}`;
    room = await withModel(scope);
  });
  after(() => database.drop());

  const select = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await database.sql.raw<{ rows: Record<string, unknown>[] }>(sql)).rows;
  const clangId = (id = '') => `clang_${Number(id).toString(16).padStart(13, '0')}`;

  it('have a typed column per column, ids as in addresses and times in the zone of the brand', async () => {
    const [customer] = await makeCustomers(scope, 1);
    const [stay] = await putRows(scope, 'stay', [
      { booking: 'Z-1', arrival: '2026-07-04', nights: 7, confirmed: true },
    ], customer);
    const [extra] = await putRows(scope, 'extra', [{ amount: 2 }], stay);
    await putRows(scope, 'season', [{ name: 'high', begins: '2026-07-01 12:30:00', opens: '08:00:00' }]);
    await database.sql.raw(`update dm_row set created_at = '2026-01-01 20:00:00.9Z', modified_at = created_at`);

    expect(await makeViews(scope)).to.deep.equal({ schema, views: ['extra', 'extratype', 'season', 'stay'] });
    expect(await select(`select clang_id, clang_parentid, booking, arrival + 1 > '2026-07-04' as later, nights * 2 as twice,
      not confirmed as open, clang_createdby from ${schema}.stay`)).to.deep.equal([{
      clang_id: clangId(stay), clang_parentid: `clang_${customer}`, booking: 'Z-1', later: true, twice: '14', open: false,
      clang_createdby: 'fixture',
    }]);
    expect(await select(`select clang_id, clang_parentid, code, amount from ${schema}.extra`)).to.deep.equal(
      [{ clang_id: clangId(extra), clang_parentid: clangId(stay), code: null, amount: '2' }]);
    expect(await select(`select (begins + interval '1 hour')::text as at, opens::text from ${schema}.season`))
      .to.deep.equal([{ at: '2026-07-01 13:30:00', opens: '08:00:00' }]);
    expect(await select(`select clang_createdat::text as at from ${schema}.stay`)).to.deep.equal(
      [{ at: '2026-01-02 05:00:00' }]);
  });

  it('show only rows whose whole chain is there, of their brand', async () => {
    const neighbour = scopeOf(database.sql, await makeBrand(database.sql));
    await withModel(neighbour);
    for (const one of [neighbour, scope]) {
      const [customer, gone = ''] = await makeCustomers(one, 2);
      await putRows(one, 'extratype', [{ code: one.brand.id }]);
      const [stay, other = ''] = await putRows(one, 'stay', [{}, {}], customer);
      const [orphan] = await putRows(one, 'stay', [{}], gone);
      for (const parent of [stay, other, orphan]) await putRows(one, 'extra', [{ code: 'X' }], parent);
      await doom(one, '', gone);
      await doom(one, 'stay', other);
      await makeViews(one);
    }
    for (const table of ['stay', 'extra', 'extratype']) {
      expect(await select(`select from ${schema}.${table}`), table).to.have.length(1);
    }
    expect(await select(`select code from ${schema}.extratype`)).to.deep.equal([{ code: scope.brand.id }]);
  });

  it('are those of the definition as it is, when they are made again', async () => {
    await makeViews(scope);
    await room.change(scope, editTable('stay', { name: 'visit' }));
    await room.change(scope, removeTable('season'));
    expect(await makeViews(scope)).to.deep.equal({ schema, views: ['extra', 'extratype', 'visit'] });
  });

  it('do not go when somebody else needs them', async () => {
    await makeViews(scope);
    await database.sql.raw(`create view report_${scope.brand.id} as select * from ${schema}.season`);
    const error = await makeViews(scope).then(() => undefined, (reason: unknown) => reason as Error);
    expect(error?.message).to.include('depend');
    expect(await select(`select from report_${scope.brand.id}`)).to.deep.equal([]);
  });

  it('keep names and descriptions from being SQL', async () => {
    const text = `it's; "%I" %L $1 ? \\ -- /*`;
    const columns = ['select', 'Order', 'a-b'].map((name) =>
      ({ name, type: 'number' as const, description: text, unique: false }));
    const odd = scopeOf(database.sql, await makeBrand(database.sql));
    await room.change(odd, () => ({ tables: [{ name: 'Table-1', description: text, columns }], contains: [], lookups: [] }));
    await putRows(odd, 'Table-1', [{ 'Order': 1, 'a-b': 2 }]);
    await makeViews(odd);
    const view = `datamodel_${odd.brand.id}."Table-1"`;
    expect(await select(`select "select", "Order", "a-b" from ${view}`)).to.deep.equal(
      [{ select: null, Order: '1', 'a-b': '2' }]);
    const comments = await database.sql('pg_description').whereRaw(`objoid = ?::regclass`, [view]).pluck('description');
    expect(comments).to.deep.equal([text, text, text, text]);
  });

  it('are printed as SQL that may be run elsewhere, and again', async () => {
    const script = (await viewStatements(scope)).map((one) => `${one};`).join('\n');
    expect(script).to.match(/^create schema if not exists datamodel_\d+;/);
    await database.sql.raw(script.replaceAll('?', '\\?'));
    await database.sql.raw((await viewStatements(scope)).join(';\n').replaceAll('?', '\\?'));
    expect(await select(`select from ${schema}.stay`)).to.deep.equal([]);
  });
});
