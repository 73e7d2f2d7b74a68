import { expect } from 'chai';
import type { Datamodel, Model } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { numberOf, putCustomer, putRows } from './read-support.ts';
import { WORKED_EXAMPLE, withModel } from './support.ts';

describe('reading one row', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  let model: Model;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    const brand = await makeBrand(database.sql, { timeZone: 'America/New_York' });
    ({ scope } = await makeToken(database.sql, { brand }));
    room = await withModel(scope);
    model = await room.model(scope);
  });

  /** A customer with a stay with an extra; ids as addresses have them. */
  async function chain(given: Scope = scope, its: Model = model) {
    const customer = await putCustomer(given);
    const [stay = ''] = await putRows(given, its, 'stay', [{ booking: '"Z-1"' }], customer);
    const [extra = ''] = await putRows(given, its, 'extra', [{ code: '"BIKE"' }], numberOf(stay));
    return { customer: `clang_${customer}`, stay, extra };
  }

  it('gives its values in the order of the columns, null where there is none', async () => {
    const [id = ''] = await putRows(scope, model, 'extratype', [{ price: '12.5', code: '"BIKE"' }]);
    const { table, row } = await room.readRow(scope, ['extratype', id]);
    expect(table.name).to.equal('extratype');
    expect(row).to.deep.include({ id, revision: 1, values: ['BIKE', null, 12.5], createdBy: scope.actor.name });
  });

  it('keeps the digits of numbers that no double holds', async () => {
    const [long, fraction] = ['123456789012345678901234567890', '0.1234567890123456789012345'];
    const [one = ''] = await putRows(scope, model, 'extratype', [{ price: fraction }]);
    const { row } = await room.readRow(scope, ['extratype', one]);
    expect(JSON.stringify(row.values[2])).to.equal(fraction);
    const customer = await putCustomer(scope);
    const [stay = ''] = await putRows(scope, model, 'stay', [{ nights: long }], customer);
    const found = await room.readRow(scope, ['customer', `clang_${customer}`, 'stay', stay]);
    expect(JSON.stringify(found.row.values[2])).to.equal(long);
  });

  it('shows times in the zone of the brand, summer and winter', async () => {
    const [id = ''] = await putRows(scope, model, 'extratype', [{}]);
    const set = statement(`
      update dm_row set created_at = '2026-01-15 12:00:00+00', modified_at = '2026-07-15 12:00:00.9+00'
      where brand_id = $1`);
    await rows(scope.sql, set, [scope.brand.id]);
    const { row } = await room.readRow(scope, ['extratype', id]);
    expect([row.createdAt, row.modifiedAt]).to.deep.equal(['2026-01-15 07:00:00', '2026-07-15 08:00:00']);
  });

  it('finds a contained row below its parents only', async () => {
    const one = await chain();
    const other = await chain();
    const found = await room.readRow(scope, ['customer', one.customer, 'stay', one.stay, 'extra', one.extra]);
    expect(found.row.id).to.equal(one.extra);
    const wrong = [
      ['customer', other.customer, 'stay', one.stay, 'extra', one.extra],
      ['customer', one.customer, 'stay', other.stay, 'extra', one.extra],
      ['customer', one.customer, 'stay', other.stay, 'extra', other.extra],
      ['customer', one.customer, 'stay', one.stay, 'extra', other.extra],
    ];
    for (const path of wrong) expect(await faultOf(room.readRow(scope, path)), path.join('/')).to.match(/^213 Row /);
  });

  it('finds nothing of a chain whose top is gone, though the rows still lie in the store', async () => {
    const { customer, stay, extra } = await chain();
    await rows(scope.sql, statement('delete from customer where brand_id = $1'), [scope.brand.id]);
    const path = ['customer', customer, 'stay', stay, 'extra', extra];
    expect(await faultOf(room.readRow(scope, path))).to.match(/^213 Row /);
    expect(await faultOf(room.readRow(scope, path.slice(0, 4)))).to.match(/^213 Row /);
  });

  it('finds no row of another brand', async () => {
    const brand = await makeBrand(database.sql);
    const { scope: foreign } = await makeToken(database.sql, { brand });
    const its = await withModel(foreign);
    const { customer, stay } = await chain(foreign, await its.model(foreign));
    const [type = ''] = await putRows(foreign, await its.model(foreign), 'extratype', [{}]);
    for (const path of [['customer', customer, 'stay', stay], ['extratype', type]]) {
      expect((await its.readRow(foreign, path)).row.revision).to.equal(1);
      expect(await faultOf(room.readRow(scope, path))).to.match(/^213 Row /);
    }
    expect(await faultOf(room.readCustomer(scope, ['customer', customer]))).to.match(/^213 Row /);
  });

  it('says whether there is a customer', async () => {
    const { customer } = await chain();
    await room.readCustomer(scope, ['customer', customer]);
    for (const id of ['clang_999999999', 'clang_0', 'clang_1 or 1=1', 'clang_99999999999999999999', '']) {
      expect(await faultOf(room.readCustomer(scope, ['customer', id])), id).to.match(/^213 /);
    }
  });

  it('follows a model that another instance has changed', async () => {
    const [id = ''] = await putRows(scope, model, 'extratype', [{ code: '"BIKE"', label: '"Bicycle"' }]);
    expect((await room.readRow(scope, ['extratype', id])).row.values).to.deep.equal(['BIKE', 'Bicycle', null]);
    const tables = WORKED_EXAMPLE.tables.map((table) =>
      (table.name === 'extratype' ? { ...table, columns: table.columns.slice(0, 1) } : table));
    await withModel(scope, { ...WORKED_EXAMPLE, tables });
    expect((await room.readRow(scope, ['extratype', id])).row.values).to.deep.equal(['BIKE']);
    await withModel(scope, { tables: [], contains: [], lookups: [] });
    expect(await faultOf(room.readRow(scope, ['extratype', id]))).to.equal(
      '213 Table extratype not found at this place of the data model');
  });
});
