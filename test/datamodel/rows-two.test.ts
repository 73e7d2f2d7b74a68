import { expect } from 'chai';
import { createDatamodel, purgeDatamodel, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { makeCustomer, refusalOf, SHOP, storedRows, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const MANY_BELOW = 100_000;

describe('two instances that write rows', () => {
  let database: TestDatabase;
  let here: Scope;
  let there: Scope;
  let one: Datamodel;
  let other: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    here = scopeOf(database.sql, await makeBrand(database.sql));
    there = scopeOf(database.another(), here.brand, { actor: 'other' });
    one = await withModel(here, SHOP);
    other = createDatamodel();
  });

  const stayBelow = async () => {
    const customer = await makeCustomer(here);
    const stay = await one.insertRow(here, ['customer', customer, 'stay'], { booking: 'Z' });
    return { stay: ['customer', customer, 'stay', stay], extras: ['customer', customer, 'stay', stay, 'extra'] };
  };

  it('give ids that are each given once', async () => {
    const singles = (scope: Scope, datamodel: Datamodel) =>
      Array.from({ length: 60 }, () => datamodel.insertRow(scope, ['product'], {}));
    const many = async (scope: Scope, datamodel: Datamodel) => {
      const rows = Array.from({ length: 200 }, () => ({}));
      return (await datamodel.insertRows(scope, ['product'], rows, { lenient: false })).map(({ id }) => id);
    };
    const ids = (await Promise.all([
      ...singles(here, one), ...singles(there, other), many(here, one), many(there, other), many(there, other),
    ])).flat();
    expect(new Set(ids).size).to.equal(720);
    expect(await storedRows(one, here, 'product')).to.have.length(720);
  });

  it('make one row of a key that both bring, in whatever order', async () => {
    const codes = Array.from({ length: 100 }, (_, number) => ({ code: `C${number}`, label: 'x' }));
    const how = { lenient: false, unique: 'code' };
    const calls = Array.from({ length: 6 }, (_, call) => {
      const given = call % 2 === 0 ? codes : codes.toReversed();
      return call % 3 === 0 ? one.insertRows(here, ['product'], given, how) : other.insertRows(there, ['product'], given, how);
    });
    const verdicts = (await Promise.all(calls)).flat();
    expect(new Set(verdicts.map(({ id }) => id)).size).to.equal(100);
    expect(verdicts.filter(({ created }) => created)).to.have.length(100);
    const stored = await storedRows(one, here, 'product');
    expect(stored.map(({ revision }) => revision)).to.deep.equal(stored.map(() => 6));
    expect(await wrongKeys(here)).to.equal(0);
  });

  it('find the row of a key that the other was storing meanwhile', async () => {
    let changed: ReturnType<Datamodel['insertRows']> | undefined;
    const made = await here.transaction(async (tx) => {
      const id = await one.insertRow(tx, ['product'], { code: 'A', label: 'first' });
      changed = other.insertRows(there, ['product'], [{ code: 'A', label: 'second' }], { lenient: false, unique: 'code' });
      await untilOneWaits(here.sql as TestDatabase['sql']);
      return id;
    });
    expect(await changed).to.deep.equal([{ id: made, created: false }]);
    expect((await storedRows(one, here, 'product')).map(({ values }) => values)).to.deep.equal([{ code: 'A', label: 'second' }]);
    expect(await wrongKeys(here)).to.equal(0);
  });

  it('do not lose a change of the other to one row', async () => {
    const path = ['product', await one.insertRow(here, ['product'], { code: 'A' })];
    const revisions = await Promise.all(Array.from({ length: 10 }, (_, number) =>
      (number % 2 === 0 ? one.updateRow(here, path, { code: `C${number}` }) : other.updateRow(there, path, { number }))));
    expect(revisions.sort((first, second) => first - second)).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await wrongKeys(here)).to.equal(0);
  });

  it('let one of two changes with one revision win', async () => {
    const path = ['product', await one.insertRow(here, ['product'], {})];
    const results = await Promise.all([
      refusalOf(one.updateRow(here, path, { label: 'a' }, [1])), refusalOf(other.updateRow(there, path, { label: 'b' }, [1])),
    ]);
    expect(results.map((result) => result.slice(0, 3)).sort()).to.deep.equal(['412', 'not']);
  });

  it('exchange keys between rows without an end in each other', async () => {
    const [first, second] = [await one.insertRow(here, ['product'], { code: 'A' }), await one.insertRow(here, ['product'], { code: 'B' })];
    const results = await Promise.all([
      refusalOf(one.updateRow(here, ['product', first], { code: 'B' })),
      refusalOf(other.updateRow(there, ['product', second], { code: 'A' })),
    ]);
    for (const result of results) expect(result).to.match(/^(not refused|409 Column code)/);
    expect(await wrongKeys(here)).to.equal(0);
  });

  it('refuse a row whose parent is being deleted', async () => {
    const { stay, extras } = await stayBelow();
    let refusals: Promise<string[]> | undefined;
    await here.transaction(async (tx) => {
      await one.deleteRow(tx, stay);
      refusals = Promise.all([
        refusalOf(other.insertRow(there, extras, { code: 'A' })),
        refusalOf(other.insertRows(there, extras, [{ code: 'A' }], { lenient: true })),
      ]);
      await untilOneWaits(here.sql as TestDatabase['sql']);
    });
    for (const refusal of await refusals ?? []) expect(refusal).to.match(/^404 Row clang_\w+ not found in table stay/);
    expect(await storedRows(one, here, 'extra')).to.deep.equal([]);
  });

  it('delete a parent after the row that is being stored below it, which goes too', async () => {
    const { stay, extras } = await stayBelow();
    let deleted: Promise<void> | undefined;
    const extra = await here.transaction(async (tx) => {
      const id = await one.insertRow(tx, extras, { code: 'A' });
      deleted = other.deleteRow(there, stay);
      await untilOneWaits(here.sql as TestDatabase['sql']);
      return id;
    });
    await deleted;
    expect(await refusalOf(one.readRow(here, [...extras, extra]))).to.match(/^404/);
    await purgeDatamodel(here, {}, new AbortController().signal);
    expect(await storedRows(one, here, 'extra')).to.deep.equal([]);
    expect(await wrongKeys(here)).to.equal(0);
  });

  it('write under the model that the other was changing meanwhile', async () => {
    await other.insertRow(there, ['product'], { label: 'a' }); // it remembers the model
    let written: Promise<unknown[]> | undefined;
    await here.transaction(async (tx) => {
      await one.change(tx, (now) => ({
        ...now, tables: now.tables.filter(({ name }) => name === 'product').map((table) => ({
          ...table, columns: table.columns.filter(({ name }) => name !== 'label'),
        })), contains: [],
      }), { force: true });
      written = Promise.all([
        refusalOf(other.insertRow(there, ['product'], { label: 'b' })),
        refusalOf(other.insertRows(there, ['product'], [{ label: 'b' }], { lenient: false })),
        other.insertRow(there, ['product'], { code: 'B' }),
      ]);
      await untilOneWaits(here.sql as TestDatabase['sql']);
    });
    const [single, many] = await written ?? [];
    expect(single).to.match(/^400 Column label is unknown/);
    expect(many).to.match(/^400 Row 0: Column label is unknown/);
  });

  it(`delete a row with ${MANY_BELOW} rows below it at once for everybody, and remove them by the job`, async () => {
    const { stay, extras } = await stayBelow();
    const last = await one.insertRow(here, extras, { code: 'last' });
    await here.sql.raw(`
      insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
      select r.brand_id, r.table_id, r.parent_id, '{}', 'x', 'x'
      from dm_row r, generate_series(1, ${MANY_BELOW}) where r.brand_id = ? and r.id = ?`,
    [here.brand.id, Number.parseInt(last.slice('clang_'.length), 16)]);

    await one.deleteRow(here, stay);
    expect(await refusalOf(other.readRow(there, [...extras, last]))).to.match(/^404/);
    expect(await refusalOf(other.updateRow(there, [...extras, last], { code: 'x' }))).to.match(/^404/);
    expect(await refusalOf(other.insertRow(there, extras, {}))).to.match(/^404/);
    await purgeDatamodel(here, {}, new AbortController().signal);
    expect(await storedRows(one, here, 'extra')).to.deep.equal([]);
    expect(await wrongKeys(here)).to.equal(0);
  });
});
