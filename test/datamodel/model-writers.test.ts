import { expect } from 'chai';
import { createDatamodel, editColumn, purgeDatamodel } from '../../src/datamodel/index.ts';
import { TolkError } from '../../src/errors.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { countOf, keysOf, valuesOf } from './stored.ts';
import { withModel } from './support.ts';

const ROWS = 60;
const CHANGES = 6;

function toldToWait(error: unknown): boolean {
  if (error instanceof TolkError && error.code === 'MODEL_BUSY') return false;
  throw error;
}

describe('a data model that changes under its writers', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  it('loses no row, and stores each under the definitions that held', async () => {
    const scope = scopeOf(database.sql, await makeBrand(database.sql));
    const room = await withModel(scope);
    const there = scopeOf(database.another(), scope.brand);

    const write = async (one = scope, writer = room, name = 'a') => {
      for (let index = 0; index < ROWS; index++) {
        // A text is a value of both types that the column has in turn.
        const row = { code: `${name}${index}`, price: '1.5', label: name };
        await until(() => writer.insertRow(one, ['extratype'], row).then(() => true, toldToWait));
      }
    };
    const change = async () => {
      for (let index = 0; index < CHANGES; index++) {
        const isEven = index % 2 === 0;
        await room.change(scope, editColumn('extratype', 'code', { unique: !isEven }));
        await room.change(
          scope, editColumn('extratype', 'price', { type: isEven ? 'string' : 'decimal' }), { force: true });
        await room.change(scope, editColumn('extratype', 'label', { description: `change ${index}` }));
      }
    };
    await Promise.all([write(), write(there, createDatamodel(), 'b'), change()]);

    expect(await countOf(scope, 'dm_row')).to.equal(2 * ROWS);
    expect(await keysOf(scope, 'extratype', 'code')).to.have.length(2 * ROWS);
    expect(await countOf(scope, 'dm_key')).to.equal(2 * ROWS);
    expect(await valuesOf(scope, 'extratype', 'label')).not.to.include(undefined);
    const prices = await valuesOf(scope, 'extratype', 'price');
    expect(prices.filter((price) => price !== undefined && price !== 1.5)).to.deep.equal([]);

    await purgeDatamodel(scope, {}, new AbortController().signal);
    const { tables } = await room.model(scope);
    const columns = tables.find(({ name }) => name === 'extratype')?.columns.map(({ id }) => id) ?? [];
    const data = await database.sql('dm_row').where({ brand_id: scope.brand.id }).pluck('data');
    expect(data.flatMap((one: object) => Object.keys(one)).filter((id) => !columns.includes(id))).to.deep.equal([]);
  });
});
