import { expect } from 'chai';
import { createDatamodel, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { parseExact } from '../../src/exact-json.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { makeCustomer, refusalOf, SHOP, storedRows, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const NO_ROW = 'clang_0000000000001';

describe('insertion of a row', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { actor: 'api-booking' });
    datamodel = await withModel(scope, SHOP);
  });

  const insert = (given: unknown, path = ['product']) => datamodel.insertRow(scope, path, given);
  const values = async (table = 'product') => (await storedRows(datamodel, scope, table)).map((row) => row.values);

  it('stores what each column makes of its value, by whom and when', async () => {
    const id = await insert({ code: 'BIKE', number: '7', label: 'Bicycle', since: 'October 1, 2013', clang_id: 'mine' });
    expect(id).to.match(/^clang_[\da-f]{13}$/);
    expect(await storedRows(datamodel, scope, 'product')).to.deep
      .equal([{ id, revision: 1, values: { code: 'BIKE', number: 7, label: 'Bicycle', since: '2013-10-01' } }]);
    const stored = await scope.sql('dm_row').where({ brand_id: scope.brand.id }).first('created_by', 'modified_by',
      scope.sql.raw(`created_at = modified_at and created_at > now() - interval '1 minute' as is_now`));
    expect(stored).to.deep.equal({ created_by: 'api-booking', modified_by: 'api-booking', is_now: true });
    expect(await wrongKeys(scope)).to.equal(0);
  });

  it('keeps no value for null and for what is not given', async () => {
    await insert({ code: null, number: '', label: '' });
    await insert({});
    expect(await values()).to.deep.equal([{ label: '' }, {}]);
  });

  it('keeps every digit', async () => {
    await insert(parseExact('{"number": 1234567890123456789012345678901234567890}'));
    const { rows } = await scope.sql.raw<{ rows: { text: string }[] }>(
      `select value as text from dm_row, jsonb_each_text(data) where brand_id = ?`, [scope.brand.id]);
    expect(rows).to.deep.equal([{ text: '1234567890123456789012345678901234567890' }]);
  });

  it('knows today by the clock of the database, in the zone of the brand', async () => {
    const today = async () => (await scope.sql.raw<{ rows: { day: string }[] }>(
      `select to_char(now() at time zone ?, 'YYYY-MM-DD') as day`, [scope.brand.timeZone])).rows[0]?.day;
    const before = await today();
    await insert({ since: 'today' });
    expect((await values())[0]?.['since']).to.be.oneOf([before, await today()]);
  });

  it('goes below its whole chain of rows', async () => {
    const customer = await makeCustomer(scope);
    const stay = await insert({ booking: 'Z-1' }, ['customer', customer, 'stay']);
    await insert({ code: 'BIKE' }, ['customer', customer, 'stay', stay, 'extra']);
    expect(await values('extra')).to.deep.equal([{ code: 'BIKE' }]);
    expect(await wrongKeys(scope)).to.equal(0);
  });

  it('does not find a parent that is not there, or not there in this chain', async () => {
    const [customer, other] = [await makeCustomer(scope), await makeCustomer(scope)];
    const stay = await insert({}, ['customer', customer, 'stay']);
    const chains = [
      ['customer', 'clang_999999999', 'stay'], ['customer', customer, 'stay', NO_ROW, 'extra'],
      ['customer', other, 'stay', stay, 'extra'], ['customer', 'clang_999999999', 'stay', stay, 'extra'],
    ];
    for (const path of chains) {
      expect(await refusalOf(insert({}, path))).to.match(/^404 Row clang_\w+ not found in table (customer|stay)/);
      expect(await refusalOf(datamodel.insertRows(scope, path, [{}], { lenient: true }))).to.match(/^404 Row/);
    }
    expect(await values('extra')).to.deep.equal([]);
  });

  it('does not find customers and rows of another brand, whose tables have the same names', async () => {
    const foreign = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await withModel(foreign, SHOP);
    const customer = await makeCustomer(foreign);
    const stay = await theirs.insertRow(foreign, ['customer', customer, 'stay'], { booking: 'Z-1' });
    const product = await theirs.insertRow(foreign, ['product'], { code: 'BIKE' });

    expect(await refusalOf(insert({}, ['customer', customer, 'stay']))).to.match(/^404/);
    expect(await refusalOf(insert({}, ['customer', customer, 'stay', stay, 'extra']))).to.match(/^404/);
    expect(await refusalOf(datamodel.updateRow(scope, ['product', product], { label: 'x' }))).to.match(/^404/);
    expect(await refusalOf(datamodel.deleteRow(scope, ['product', product]))).to.match(/^404/);
    await insert({ code: 'BIKE' });
    expect(await storedRows(theirs, foreign, 'product')).to.deep.equal([{ id: product, revision: 1, values: { code: 'BIKE' } }]);
  });

  it('refuses a value that another row has, and leaves nothing', async () => {
    await insert({ code: 'BIKE', number: 1 });
    expect(await refusalOf(insert({ code: 'BOAT', number: '1.0' }))).to
      .equal('409 Column number is unique, and another row has this value already (1)');
    expect(await values()).to.deep.equal([{ code: 'BIKE', number: 1 }]);
    expect(await wrongKeys(scope)).to.equal(0);
    await insert({ code: 'BOAT', number: 2 });
  });

  it('compares no empty values, and only within one parent row', async () => {
    const [one, other] = [await makeCustomer(scope), await makeCustomer(scope)];
    for (const given of [{ code: '' }, { code: '' }, { code: null }, {}]) await insert(given);
    for (const customer of [one, other]) await insert({ booking: 'Z-1' }, ['customer', customer, 'stay']);
    expect(await refusalOf(insert({ booking: 'Z-1' }, ['customer', one, 'stay']))).to.match(/^409 Column booking/);
  });

  const wrong: [given: unknown, refusal: string][] = [
    [{ nights: 7 }, '400 Column nights is unknown; table product has code, number, label, since'],
    [{ Code: 'x' }, '400 Column Code is unknown'],
    [parseExact('{"__proto__": 1}'), '400 Column __proto__ is unknown'],
    [{ constructor: 1 }, '400 Column constructor is unknown'],
    [{ [`code"; drop table dm_row; --`]: 1 }, '400 Column code"; drop table dm_row; -- is unknown'],
    [{ number: 'many' }, '400 Column number: is not a whole number (many)'],
    [{ code: 'x', since: '2013-02-30' }, '400 Column since: is not a date that exists'],
    ...[null, 7, 'row', true, parseExact('12345678901234567890')].map((given): [unknown, string] => [given, '400 A row must be a JSON object']),
  ];
  for (const [given, refusal] of wrong) {
    it(`refuses ${JSON.stringify(given)} and stores nothing`, async () => {
      expect((await refusalOf(insert(given))).slice(0, refusal.length)).to.equal(refusal);
      expect(await values()).to.deep.equal([]);
    });
  }

  it('keeps SQL in values as the text it is', async () => {
    const text = `'; drop table dm_row; -- $1 \\ " {}`;
    await insert({ code: text, label: text });
    expect(await values()).to.deep.equal([{ code: text, label: text }]);
    expect(await refusalOf(insert({ code: text }))).to.match(/^409/);
  });

  it('goes by the model as it is, whoever changed it', async () => {
    await insert({ code: 'A' });
    const elsewhere = createDatamodel();
    await elsewhere.change(scope, (now) => ({
      ...now, tables: now.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) => (column.name === 'label' ? { ...column, name: 'title' } : column)),
      })),
    }), { force: true });
    await insert({ title: 'Bicycle' });
    expect(await refusalOf(insert({ label: 'Bicycle' }))).to.match(/^400 Column label is unknown/);
  });
});
