import { expect } from 'chai';
import type { Brand, Scope, Store } from '../../src/db/index.ts';
import { createSchedules, type NewSchedule, type Schedules } from '../../src/schedule/index.ts';
import { queued } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { dueOf, jobScope, QUIET, setDue, slotsOf, testKind } from './support.ts';

const at = (minute: string) => new Date(`${minute}:00Z`);

describe('slots of schedules', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let heard: Heard;
  let subjects: Map<string, string>;
  let schedules: Schedules;
  let made = 0;
  before(async () => {
    db = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(db.sql);
    scope = scopeOf(db.sql, brand, { actor: 'An' });
    heard = new Heard();
    subjects = new Map([['7', 'all customers']]);
    schedules = createSchedules({ kinds: testKind(subjects), log: QUIET });
  });
  after(() => db.drop());

  /** A schedule that is due at a time of the past. @returns its id */
  async function make(rule: string, dueAt: string, wish: Partial<NewSchedule> = {}): Promise<string> {
    const { id } = await schedules.create(scope, { name: `s${++made}`, kind: 'test', subject: '7', rule, ...wish });
    await setDue(db.sql, id, `${dueAt}:00Z`);
    return id;
  }
  /** One instance's tick. */
  const tick = (minute: string, sql: Store = db.sql, settings = {}) =>
    schedules.claimDue(jobScope(sql, brand, settings, heard), at(minute));
  const endRuns = () => db.sql('run').whereNull('ended_at').update({ state: 'done', ended_at: db.sql.fn.now() });

  it('start a run with a job, in the name of who set the schedule, when they come', async () => {
    const id = await make('daily 02:30', '2026-06-01T00:30');
    await tick('2026-06-01T00:29');
    expect(await slotsOf(db.sql, id), 'before').to.deep.equal([]);
    await tick('2026-06-01T00:30');
    expect(await slotsOf(db.sql, id)).to.deep.equal(['2026-06-01T00:30 queued']);
    expect(await dueOf(db.sql, id)).to.equal('2026-06-02T00:30');
    const run = await db.sql('run').where({ schedule_id: id }).first<Record<string, string>>();
    expect(run).to.include({ kind: 'test', subject_id: '7', name: 'all customers', started_by: 'An', door: 'job' });
    const jobs = (await queued(db.sql)).filter(({ key }) => key === `run.attempt:${brand.id}:${run['id']}`);
    expect(jobs).to.have.length(1);
    await tick('2026-06-01T00:31');
    expect(await slotsOf(db.sql, id), 'after').to.have.length(1);
  });

  it('are claimed once by three instances, a thousand at one minute', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
    await db.sql('schedule').insert(names.map((name) => ({
      brand_id: brand.id, name, kind: 'test', subject_id: 7, rule: 'hourly', zone: brand.timeZone, missed: 'once',
      is_on: true, next_due_at: '2026-06-01T10:00:00Z', created_by: 'An', modified_by: 'An',
    })));
    const before = (await queued(db.sql)).length;
    const instances = [db.sql, db.another(), db.another()];
    await Promise.all(instances.map((sql) => tick('2026-06-01T10:00', sql, { SCHEDULE_BATCH: '300' })));
    await tick('2026-06-01T10:00');
    const runs = await db.sql('run').where({ brand_id: brand.id }).pluck<string[]>('schedule_id');
    expect(new Set(runs).size).to.equal(1000);
    expect(runs).to.have.length(1000);
    expect((await queued(db.sql)).length - before).to.equal(1000);
    const left = await db.sql('schedule').where({ brand_id: brand.id, next_due_at: '2026-06-01T11:00:00Z' }).pluck('id');
    expect(left).to.have.length(1000);
  });

  it('that passed while all were down are made up for once, or skipped, and the next one works', async () => {
    const once = await make('hourly :30', '2026-06-01T10:30');
    const skip = await make('hourly :30', '2026-06-01T10:30', { missed: 'skip' });
    await tick('2026-06-01T15:00');
    expect(await slotsOf(db.sql, once)).to.deep.equal(['2026-06-01T14:30 queued']);
    expect(await slotsOf(db.sql, skip)).to.deep.equal(['2026-06-01T14:30 cancelled']);
    expect(await db.sql('run').where({ schedule_id: skip }).pluck('error'))
      .to.deep.equal(['Not started: nobody ran at that time, and the schedule skips what was missed']);
    expect(heard.events.map(({ payload }) => payload)).to.deep.equal([{
      runId: (await db.sql('run').where({ schedule_id: skip }).pluck<string[]>('id'))[0],
      kind: 'test', subjectId: '7', name: 'all customers', state: 'cancelled',
    }]);
    await endRuns();
    await tick('2026-06-01T15:30');
    for (const id of [once, skip]) {
      expect((await slotsOf(db.sql, id)).at(-1)).to.equal('2026-06-01T15:30 queued');
      expect(await dueOf(db.sql, id)).to.equal('2026-06-01T16:30');
    }
  });

  it('that are picked up within SCHEDULE_LATE are not missed', async () => {
    const skip = await make('hourly', '2026-06-01T10:00', { missed: 'skip' });
    await tick('2026-06-01T10:10');
    expect(await slotsOf(db.sql, skip)).to.deep.equal(['2026-06-01T10:00 queued']);
    await endRuns();
    await tick('2026-06-01T11:01', db.sql, { SCHEDULE_LATE: '59000' });
    expect((await slotsOf(db.sql, skip)).at(-1)).to.equal('2026-06-01T11:00 cancelled');
  });

  it('do not start a second run beside one that has not ended, and say so', async () => {
    const id = await make('hourly', '2026-06-01T10:00');
    await tick('2026-06-01T10:00');
    await tick('2026-06-01T11:00');
    expect(await slotsOf(db.sql, id)).to.deep.equal(['2026-06-01T10:00 queued', '2026-06-01T11:00 cancelled']);
    const [first] = await db.sql('run').where({ schedule_id: id }).orderBy('id').pluck<string[]>('id');
    expect((await db.sql('run').where({ schedule_id: id, state: 'cancelled' }).pluck('error'))[0])
      .to.equal(`Not started: run ${first} of the same schedule had not ended`);
    await endRuns();
    await tick('2026-06-01T12:00');
    expect((await slotsOf(db.sql, id)).at(-1)).to.equal('2026-06-01T12:00 queued');
  });

  it('of what was deleted turn the schedule off, and say why', async () => {
    const id = await make('hourly', '2026-06-01T10:00', { name: 'the hourly one' });
    subjects.clear();
    await tick('2026-06-01T10:00');
    expect(await slotsOf(db.sql, id)).to.deep.equal(['2026-06-01T10:00 failed']);
    expect((await db.sql('run').where({ schedule_id: id }).pluck('error'))[0])
      .to.equal('test 7 is gone: the schedule the hourly one was turned off');
    expect(await db.sql('schedule').where({ id }).first('is_on', 'next_due_at'))
      .to.deep.equal({ is_on: false, next_due_at: null });
    expect(heard.events).to.have.length(1);
    await tick('2026-06-01T11:00');
    expect(await slotsOf(db.sql, id)).to.have.length(1);
  });

  it('of a kind that this instance does not know are left to others', async () => {
    const id = await make('hourly', '2026-06-01T10:00');
    await createSchedules({ kinds: {}, log: QUIET }).claimDue(jobScope(db.sql, brand), at('2026-06-01T10:00'));
    expect(await dueOf(db.sql, id)).to.equal('2026-06-01T10:00');
    await tick('2026-06-01T10:00');
    expect(await slotsOf(db.sql, id)).to.deep.equal(['2026-06-01T10:00 queued']);
  });

  it('of one brand leave those of another alone', async () => {
    const mine = await make('hourly', '2026-06-01T10:00');
    const other = await makeBrand(db.sql);
    await schedules.claimDue(jobScope(db.sql, other), at('2026-06-01T10:00'));
    expect(await slotsOf(db.sql, mine)).to.deep.equal([]);
  });
});
