import { expect } from 'chai';
import { setBrand } from '../../src/access/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { createSchedules, type Schedules } from '../../src/schedule/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { dueOf, jobScope, QUIET, setDue, slotsOf, testKind } from './support.ts';

/** Ticks of the clock are given in: a night, minute by minute where it matters. */
describe('a schedule through a night', () => {
  let db: TestDatabase;
  let brand: Brand;
  let schedules: Schedules;
  before(async () => {
    db = await testDatabase();
    schedules = createSchedules({ kinds: testKind(new Map([['7', 'all customers']])), log: QUIET });
  });
  beforeEach(async () => {
    brand = await makeBrand(db.sql);
  });
  after(() => db.drop());

  async function make(rule: string, dueAt: string): Promise<string> {
    const { id } = await schedules.create(scopeOf(db.sql, brand), { name: rule, kind: 'test', subject: '7', rule });
    await setDue(db.sql, id, dueAt);
    return id;
  }
  const tick = async (minute: Date) => {
    await schedules.claimDue(jobScope(db.sql, brand), minute);
    await db.sql('run').whereNull('ended_at').update({ state: 'done', ended_at: db.sql.fn.now() });
  };
  /** Every ten minutes from one time to another. */
  async function passTime(from: string, until: string): Promise<void> {
    for (let minute = Date.parse(from); minute <= Date.parse(until); minute += 600_000) await tick(new Date(minute));
  }
  const slots = async (id: string) => (await slotsOf(db.sql, id)).map((slot) => slot.slice(5, 16));

  it('in which the clock goes forward: what lies in the missing hour is due at its end', async () => {
    const daily = await make('daily 02:30', '2026-03-28T01:30:00Z');
    const hourly = await make('hourly :30', '2026-03-28T23:30:00Z');
    const cron = await make('15 1-4 * * *', '2026-03-29T00:15:00Z');
    await tick(new Date('2026-03-28T01:30:00Z'));
    await passTime('2026-03-28T23:30:00Z', '2026-03-29T03:30:00Z');
    expect(await slots(daily)).to.deep.equal(['03-28T01:30', '03-29T01:00']);
    expect(await dueOf(db.sql, daily)).to.equal('2026-03-30T00:30');
    expect(await slots(hourly)).to.deep.equal(['03-28T23:30', '03-29T00:30', '03-29T01:30', '03-29T02:30', '03-29T03:30']);
    expect(await slots(cron)).to.deep.equal(['03-29T00:15', '03-29T01:15', '03-29T02:15']);
  });

  it('in which the clock goes back: a time of day is due once, every hour goes on', async () => {
    const daily = await make('daily 02:30', '2026-10-24T00:30:00Z');
    const hourly = await make('hourly :30', '2026-10-24T23:30:00Z');
    const cron = await make('30 2 25 10 *', '2026-10-25T00:30:00Z');
    await tick(new Date('2026-10-24T00:30:00Z'));
    await passTime('2026-10-24T23:30:00Z', '2026-10-25T02:30:00Z');
    expect(await slots(daily)).to.deep.equal(['10-24T00:30', '10-25T00:30']);
    expect(await dueOf(db.sql, daily)).to.equal('2026-10-26T01:30');
    expect(await slots(hourly)).to.deep.equal(['10-24T23:30', '10-25T00:30', '10-25T01:30', '10-25T02:30']);
    expect(await slots(cron)).to.deep.equal(['10-25T00:30']);
  });

  it('missed as a whole, with a change of the clock in it, is made up for by its last slot', async () => {
    const daily = await make('daily 02:30', '2026-03-27T01:30:00Z');
    const hourly = await make('hourly :30', '2026-10-24T20:30:00Z');
    await tick(new Date('2026-03-29T01:10:00Z'));
    expect(await slots(daily)).to.deep.equal(['03-29T01:00']);
    await db.sql('schedule').where({ id: daily }).update({ is_on: false, next_due_at: null });
    await tick(new Date('2026-10-25T01:45:00Z'));
    expect(await slots(hourly)).to.deep.equal(['10-25T01:30']);
    expect(await dueOf(db.sql, hourly)).to.equal('2026-10-25T02:30');
  });

  it('after the zone of the brand has changed keeps its time of day', async () => {
    const daily = await make('daily 09:00', '2026-06-01T07:00:00Z');
    await tick(new Date('2026-06-01T07:00:00Z'));
    brand = await setBrand(db.sql, brand.id, { timeZone: 'America/New_York' });
    await tick(new Date('2026-06-01T08:00:00Z'));
    expect(await dueOf(db.sql, daily)).to.equal('2026-06-01T13:00');
    await tick(new Date('2026-06-01T13:00:00Z'));
    expect(await slots(daily)).to.deep.equal(['06-01T07:00', '06-01T13:00']);
    brand = await setBrand(db.sql, brand.id, { timeZone: 'Asia/Tokyo' });
    await tick(new Date('2026-06-01T13:01:00Z'));
    expect(await dueOf(db.sql, daily)).to.equal('2026-06-02T00:00');
  });

  it('in two brands follows the zone of each', async () => {
    const here = await make('daily 02:30', '2026-03-29T01:00:00Z');
    const mine = brand;
    brand = await makeBrand(db.sql, { timeZone: 'Asia/Tokyo' });
    const there = await make('daily 02:30', '2026-03-28T17:30:00Z');
    const both = async (minute: string) => {
      for (brand of [mine, brand]) await tick(new Date(minute));
    };
    await both('2026-03-28T17:30:00Z');
    await both('2026-03-29T01:00:00Z');
    expect(await slots(here)).to.deep.equal(['03-29T01:00']);
    expect(await slots(there)).to.deep.equal(['03-28T17:30']);
    expect(await dueOf(db.sql, there)).to.equal('2026-03-29T17:30');
  });
});
