import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { conditionQuery } from '../../src/profile/index.ts';
import { withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { idsOf } from './support.ts';

describe('times seen from now', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql, { timeZone: 'Europe/Amsterdam' }));
  });
  after(() => database.drop());

  /** Who fits at a moment: the database's now is the only clock of a query. */
  async function fittingAt(now: string, condition: unknown): Promise<string[]> {
    const { text, values } = await conditionQuery(scope, condition);
    expect(text).to.contain('now()');
    return idsOf(scope, { text: text.replaceAll('now()', `'${now}'::timestamptz`), values });
  }

  const madeAt = async (moment: string) => {
    const { id } = await insertCustomer(scope, {});
    await scope.sql('customer').where({ id }).update({ created_at: moment });
    return id;
  };

  it('count hours as they pass, days by the calendar, when clocks go back', async () => {
    const at = '2026-10-25T01:10:00Z'; // 02:10 for the second time
    const minutesAgo20 = await madeAt('2026-10-25T00:50:00Z'); // 02:50 for the first time
    const minutesAgo65 = await madeAt('2026-10-25T00:05:00Z');
    const hoursAgo25 = await madeAt('2026-10-24T00:10:00Z'); // 02:10 the day before
    const hours = (most: number) => fittingAt(at, { field: 'createdAt', withinLast: { hours: most } });
    expect(await hours(1)).to.deep.equal([minutesAgo20]);
    expect(await hours(24)).to.deep.equal([minutesAgo20, minutesAgo65]);
    expect(await fittingAt(at, { field: 'createdAt', withinLast: { days: 1 } }))
      .to.deep.equal([minutesAgo20, minutesAgo65, hoursAgo25]);
  });

  it('count hours as they pass, days by the calendar, when clocks go forward', async () => {
    const at = '2026-03-29T01:30:00Z'; // 03:30, an hour after 01:30
    const minutesAgo50 = await madeAt('2026-03-29T00:40:00Z');
    const hoursAgo23 = await madeAt('2026-03-28T02:30:00Z'); // 03:30 the day before
    const hoursAgo24 = await madeAt('2026-03-28T01:30:00Z');
    expect(await fittingAt(at, { field: 'createdAt', withinLast: { hours: 1 } })).to.deep.equal([minutesAgo50]);
    expect(await fittingAt(at, { field: 'createdAt', withinLast: { days: 1 } })).to.deep.equal([minutesAgo50, hoursAgo23]);
    expect(await fittingAt(at, { field: 'createdAt', atMost: { hours: -24 } })).to.deep.equal([hoursAgo24]);
  });

  it('take the day from the clocks of the brand', async () => {
    const datamodel = await withModel(scope);
    const { id } = await insertCustomer(scope, { birthday: '2008-02-29' });
    await datamodel.insertRow(scope, ['customer', `clang_${id}`, 'stay'], { arrival: '2026-07-01' });
    const arrives = (days: number) => ({ rows: 'stay', where: { column: 'arrival', is: { days } } });
    expect(await fittingAt('2026-06-30T21:59:59Z', arrives(1))).to.deep.equal([id]);
    expect(await fittingAt('2026-06-30T22:00:00Z', arrives(1))).to.deep.equal([]);
    expect(await fittingAt('2026-06-30T22:00:00Z', arrives(0))).to.deep.equal([id]);
    const adult = { field: 'birthday', atMost: { years: -18 } };
    expect(await fittingAt('2026-02-28T12:00:00Z', adult)).to.deep.equal([]);
    expect(await fittingAt('2026-03-01T12:00:00Z', adult)).to.deep.equal([id]);
  });
});
