import { expect } from 'chai';
import { createDatamodel, type Datamodel } from '../../src/datamodel/index.ts';
import { inOne, type Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { makeCustomer, refusalOf, SHOP, storedRows, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const HOW = { lenient: false, unique: 'booking' };

describe('rows below parents of their own', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  let below: (readonly string[])[];
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROWS_MAX: '2' } });
    datamodel = await withModel(scope, SHOP);
    const customers = [await makeCustomer(scope), await makeCustomer(scope)];
    below = customers.map((customer) => ['customer', customer, 'stay']);
  });
  afterEach(async () => expect(await wrongKeys(scope)).to.equal(0));

  const placed = (...rows: readonly (readonly [parent: number, booking: string, nights: number])[]) =>
    rows.map(([parent, booking, nights]) => ({ path: below[parent] ?? [], row: { booking, nights } }));
  const stored = async () => (await storedRows(datamodel, scope, 'stay')).map(({ values }) => Object.values(values).join());

  it('are told apart within each parent, and are as many as there are', async () => {
    const insert = (rows: ReturnType<typeof placed>) =>
      scope.transaction((tx) => datamodel.insertPlacedRows(tx, rows, HOW));
    const first = await insert(placed([0, 'A', 1], [1, 'A', 2], [0, 'B', 3]));
    expect(first.map(({ created }) => created)).to.deep.equal([true, true, true]);
    const again = await insert(placed([1, 'A', 4], [1, 'B', 5], [0, 'A', 6], [0, 'A', 7]));
    expect(again.map(({ created }) => created)).to.deep.equal([false, true, false, false]);
    expect([again[0]?.id, again[2]?.id, again[3]?.id]).to.deep.equal([first[1]?.id, first[0]?.id, first[0]?.id]);
    expect(await stored()).to.deep.equal(['A,7', 'A,4', 'B,3', 'B,5']);
  });

  it('have the whole transaction run again when a row of the same key has appeared meanwhile', async () => {
    const other = scopeOf(database.another(), scope.brand);
    let tries = 0;
    let later: ReturnType<Datamodel['insertPlacedRows']> | undefined;
    const [made] = await scope.transaction(async (tx) => {
      const verdicts = await datamodel.insertPlacedRows(tx, placed([0, 'A', 1]), HOW);
      later = other.transaction((theirs) => {
        tries++;
        return datamodel.insertPlacedRows(inOne(theirs), placed([1, 'Z', tries], [0, 'A', 2]), HOW);
      });
      await untilOneWaits(database.sql);
      return verdicts;
    });
    const verdicts = await later;
    expect(verdicts?.map(({ created }) => created)).to.deep.equal([true, false]);
    expect(verdicts?.[1]?.id).to.equal(made?.id);
    expect(tries).to.equal(2);
    expect((await stored()).sort()).to.deep.equal(['A,2', 'Z,2']);
  });

  it('are not stored under a model that another instance has changed', async () => {
    const other = createDatamodel();
    const insert = (unique?: string) =>
      scope.transaction((tx) => other.insertPlacedRows(tx, placed([0, 'A', 1]), { lenient: false, unique }));
    await insert(); // it remembers the model
    await datamodel.change(scope, (now) => ({
      ...now, tables: now.tables.map((table) => ({
        ...table, columns: table.columns.filter(({ name }) => name !== 'nights'),
      })),
    }), { force: true });
    expect(await refusalOf(insert('booking'))).to.match(/^400 Row 0: Column nights is unknown/);
    expect(await refusalOf(insert())).to.match(/^400 Row 0: Column nights is unknown/);
  });
});
