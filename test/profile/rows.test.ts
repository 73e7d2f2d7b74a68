import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Datamodel } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { WORKED_EXAMPLE, withModel } from '../datamodel/support.ts';
import { SHOP } from '../datamodel/rows-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { fitting } from './support.ts';

describe('conditions on rows of the data model', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  let today: (days?: number) => Promise<string>;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql, { timeZone: 'Pacific/Kiritimati' }));
    datamodel = await withModel(scope);
    const day = statement(`select to_char((now() at time zone $1)::date + $2::int, 'YYYY-MM-DD')`);
    today = async (days = 0) => (await rows<[string]>(database.sql, day, [scope.brand.timeZone, days]))[0]?.[0] ?? '';
  });
  after(() => database.drop());

  const customer = async () => (await insertCustomer(scope, {})).id;
  /** @returns the path of the new row */
  const row = async (path: readonly string[], values: object) =>
    [...path, await datamodel.insertRow(scope, path, values)];
  const stay = (id: string, values: object) => row(['customer', `clang_${id}`, 'stay'], values);
  const fit = (condition: unknown) => fitting(scope, condition);

  it('hold for customers with a row that fits, at any depth', async () => {
    const [a, b, c, d] = [await customer(), await customer(), await customer(), await customer()];
    const soon = await stay(a, { arrival: await today(3), nights: 7 });
    await row([...soon, 'extra'], { code: 'BIKE', amount: 2 });
    const later = await stay(b, { arrival: await today(8) });
    await row([...later, 'extra'], { code: 'BIKE' });
    await stay(c, { arrival: await today(1) });
    await row([...await stay(c, { arrival: await today(30) }), 'extra'], { code: 'BIKE' });
    const bike = { rows: 'extra', where: { column: 'code', is: 'BIKE' } };
    const week = { column: 'arrival', withinNext: { days: 7 } };
    expect(await fit({ rows: 'stay', where: { and: [week, bike] } })).to.deep.equal([a]);
    expect(await fit({ and: [{ rows: 'stay', where: week }, bike] })).to.deep.equal([a, c]);
    expect(await fit(bike)).to.deep.equal([a, b, c]);
    expect(await fit({ not: { rows: 'stay' } })).to.deep.equal([d]);
    expect(await fit({ rows: 'stay', none: true })).to.deep.equal([d]);
    expect(await fit({ rows: 'stay', where: { rows: 'extra', none: true } })).to.deep.equal([c]);
    expect(await fit({ rows: 'stay', where: { column: 'arrival', is: { days: 3 } } })).to.deep.equal([a]);
    expect(await fit({ rows: 'stay', where: { column: 'arrival', after: { weeks: 4 } } })).to.deep.equal([c]);
  });

  it('count rows', async () => {
    const [a, b, c] = [await customer(), await customer(), await customer()];
    for (const nights of [1, 2, 3]) await stay(a, { nights });
    await stay(b, { nights: 9 });
    expect(await fit({ rows: 'stay', atLeast: 2 })).to.deep.equal([a]);
    expect(await fit({ rows: 'stay', atMost: 1 })).to.deep.equal([b, c]);
    expect(await fit({ rows: 'stay', atLeast: 1, atMost: 1 })).to.deep.equal([b]);
    expect(await fit({ rows: 'stay', where: { column: 'nights', more: 1 }, atLeast: 2, atMost: 2 })).to.deep.equal([a]);
    expect(await fit({ rows: 'stay', where: { column: 'nights', less: 0.5 } })).to.deep.equal([]);
  });

  it('compare values of every type; one that is not there is like nothing', async () => {
    const [a, b] = [await customer(), await customer()];
    await stay(a, { booking: 'Z-1', nights: 7, confirmed: true });
    await stay(b, { booking: '' });
    const having = (where: object) => fit({ rows: 'stay', where });
    expect(await having({ column: 'booking', startsWith: 'Z' })).to.deep.equal([a]);
    expect(await having({ column: 'booking', isNot: 'Z-1' })).to.deep.equal([b]);
    expect(await having({ column: 'booking', empty: true })).to.deep.equal([b]);
    expect(await having({ column: 'nights', is: '7.0' })).to.deep.equal([a]);
    expect(await having({ column: 'nights', in: [7, 8] })).to.deep.equal([a]);
    expect(await having({ not: { column: 'nights', more: 7 } })).to.deep.equal([a, b]);
    expect(await having({ column: 'confirmed', is: true })).to.deep.equal([a]);
    expect(await having({ column: 'confirmed', isNot: true })).to.deep.equal([b]);
    expect(await having({ column: 'arrival', empty: true })).to.deep.equal([a, b]);
  });

  it('find values of a unique column as they find others, in every brand its own', async () => {
    const [a, b] = [await customer(), await customer()];
    const shop = scopeOf(database.sql, await makeBrand(database.sql));
    const sales = await withModel(shop, SHOP);
    const [x, y] = [(await insertCustomer(shop, {})).id, (await insertCustomer(shop, {})).id];
    const first = ['customer', `clang_${x}`, 'stay'];
    const below = [...first, await sales.insertRow(shop, first, { booking: 'Z-1' }), 'extra'];
    await sales.insertRow(shop, below, { code: 'BIKE' });
    await sales.insertRow(shop, ['customer', `clang_${y}`, 'stay'], { booking: 'Z-1' });
    const is = (booking: string) => ({ rows: 'stay', where: { column: 'booking', is: booking } });
    expect(await fitting(shop, is('Z-1'))).to.deep.equal([x, y]);
    expect(await fitting(shop, is('Z-2'))).to.deep.equal([]);
    expect(await fitting(shop, { not: is('Z-2') })).to.deep.equal([x, y]);
    expect(await fitting(shop, { rows: 'stay', where: { column: 'booking', isNot: 'Z-1' } })).to.deep.equal([]);
    expect(await fitting(shop, { rows: 'extra', where: { column: 'code', is: 'BIKE' } })).to.deep.equal([x]);
    await stay(a, { booking: 'Z-1' });
    expect(await fit(is('Z-1'))).to.deep.equal([a]);
    expect(await fit({ rows: 'stay', none: true })).to.deep.equal([b]);
  });

  it('are refused for names that are not there, or not at that place', async () => {
    expect(WORKED_EXAMPLE.tables.map(({ name }) => name)).to.include('season');
    const cases: [condition: unknown, fault: RegExp][] = [
      [{ rows: 'cruise' }, /at rows: there is no table cruise/],
      [{ rows: 'season' }, /at rows: table season is not below customer/],
      [{ rows: 'extra', where: { rows: 'stay' } }, /at where.rows: table stay is not below extra/],
      [{ rows: 'stay', where: { column: 'price', is: 1 } }, /at where.column: there is no column price in table stay; there are booking, arr/],
      [{ rows: 'stay', where: { column: 'nights', is: 'many' } }, /at where.is: must be a number, not many/],
      [{ rows: 'stay', where: { column: 'nights', contains: '1' } }, /at where.contains: column stay.nights takes is, isNot, in/],
      [{ rows: 'stay', where: { field: 'city', is: 'Delft' } }, /at where: has none of and, or, not, column, rows/],
      [{ column: 'nights', is: 7 }, /as a whole: has none of and, or, not, field/],
      [{ rows: 'stay', where: { column: 'arrival', is: { hours: 1 } } }, /at where.is.hours: is none of years, months, weeks, days/],
      [{ rows: 'stay', atLeast: 0 }, /atLeast: of 0 holds for everybody/],
      [{ rows: 'stay', atLeast: 2, atMost: 1 }, /atMost: is less than atLeast/],
      [{ rows: 'stay', none: true, atMost: 1 }, /none: leaves nothing to count/],
      [{ rows: 'stay', atLeast: 1.5 }, /atLeast: must be a number of rows/],
    ];
    for (const [condition, fault] of cases) {
      expect(await faultOf(fit(condition)), JSON.stringify(condition)).to.match(fault);
    }
  });
});
