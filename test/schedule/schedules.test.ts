import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import {
  createSchedules, deleteSchedule, findSchedule, listRuns, listSchedules, type NewSchedule,
} from '../../src/schedule/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { dueOf, jobScope, QUIET, setDue, start, testKind } from './support.ts';

const { create, change, claimDue } = createSchedules({
  kinds: { ...testKind(new Map([['7', 'all'], ['8', 'some']])), other: { act: () => Promise.resolve() } }, log: QUIET,
});

describe('schedules', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    db = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(db.sql);
    scope = scopeOf(db.sql, brand, { actor: 'An' });
  });
  after(() => db.drop());

  const wish: NewSchedule = { name: 'Every night', kind: 'test', subject: 'all', rule: 'Daily 02:30' };

  it('are made with their next slot, after now, in the zone of the brand', async () => {
    const made = await create(scope, wish);
    expect(made).to.include({
      name: 'Every night', kind: 'test', subjectId: '7', rule: 'daily 02:30', missed: 'once', isOn: true,
      createdBy: 'An', modifiedBy: 'An',
    });
    expect(made.nextDueAt).to.match(/^\d{4}-\d\d-\d\d 0[23]:[03]0:00$/);
    const { rows: [next] } = await db.sql.raw<{ rows: { soon: boolean }[] }>(
      `select next_due_at > now() and next_due_at <= now() + interval '25 hours' as soon from schedule where id = ?`,
      [made.id]);
    expect(next?.soon).to.equal(true);
    expect(await listSchedules(scope)).to.deep.equal([made]);
    expect(await findSchedule(scope, 'EVERY NIGHT')).to.deep.equal(made);
    expect(await findSchedule(scope, made.id)).to.deep.equal(made);
    const off = await create(scope, { ...wish, name: 'off', isOn: false, missed: 'skip', subject: '8' });
    expect(off).to.include({ nextDueAt: null, isOn: false, missed: 'skip', subjectId: '8' });
  });

  it('are refused with what is wrong', async () => {
    await create(scope, wish);
    const faults: readonly (readonly [Partial<NewSchedule>, string])[] = [
      [{ name: 'every NIGHT' }, '105 There is a schedule every NIGHT already'],
      [{ name: ' 12' }, '105 Field name: must not be digits alone (12)'],
      [{ name: ' ' }, '105 Field name: must not be empty (" ")'],
      [{ name: 'x'.repeat(101) }, `105 Field name: is longer than 100 characters ("${'x'.repeat(101)}")`],
      [{ name: 'a\nb' }, '105 Field name: holds a control character ("a\\nb")'],
      [{ name: 'b', rule: `0 ${'0,'.repeat(60)}0 * * *` }, '105 Field rule: is longer than 100 characters'],
      [{ name: 'b', rule: 'daily 24:00' }, '105 Field rule: is no cron expression: Invalid value for hour: 24 (daily 24:00)'],
      [{ name: 'b', rule: '0 0 31 2 *' }, '105 Field rule: is a time that never comes (0 0 31 2 *)'],
      [{ name: 'b', kind: 'import' }, '105 Field kind: is none of test (import)'],
      [{ name: 'b', kind: 'other' }, '105 Field kind: is none of test (other)'],
      [{ name: 'b', kind: 'constructor' }, '105 Field kind: is none of test (constructor)'],
      [{ name: 'b', subject: '9' }, '213 Group 9 not found'],
    ];
    for (const [part, fault] of faults) {
      expect((await faultOf(create(scope, { ...wish, ...part }))).slice(0, fault.length)).to.equal(fault);
    }
    expect(await listSchedules(scope)).to.have.length(1);
  });

  it('are at most SCHEDULES_MAX per brand, and their texts at most SCHEDULE_LENGTH', async () => {
    const narrow = scopeOf(db.sql, brand, { settings: { SCHEDULES_MAX: '1', SCHEDULE_LENGTH: '11' } });
    await create(narrow, wish);
    expect(await faultOf(create(narrow, { ...wish, name: 'b' }))).to.equal('105 A brand has at most 1 schedules');
    expect(await faultOf(create(narrow, { ...wish, name: 'Twelve chars' }))).to.contain('is longer than 11 characters');
    await create(scopeOf(db.sql, await makeBrand(db.sql)), wish);
  });

  it('change their rule from now on, and keep a slot that has come when anything else changes', async () => {
    const { id } = await create(scope, wish);
    await setDue(db.sql, id, '2026-06-01T00:30:00Z');
    const renamed = await change(scopeOf(db.sql, brand, { actor: 'Bo' }), id, { name: 'Nights', missed: 'skip', subject: '8' });
    expect(renamed).to.include({ name: 'Nights', missed: 'skip', subjectId: '8', createdBy: 'An', modifiedBy: 'Bo' });
    expect(await dueOf(db.sql, id)).to.equal('2026-06-01T00:30');
    const moved = await change(scope, id, { rule: 'hourly' });
    expect(moved).to.include({ rule: 'hourly', name: 'Nights' });
    expect((await dueOf(db.sql, id))! > '2026-06-02', 'from now on').to.equal(true);
  });

  it('that were off do not make up for that time', async () => {
    const { id } = await create(scope, wish);
    expect(await change(scope, id, { isOn: false })).to.include({ isOn: false, nextDueAt: null });
    await claimDue(jobScope(db.sql, brand), new Date('2100-01-01T00:00:00Z'));
    expect((await listRuns(scope, {})).items).to.deep.equal([]);
    await change(scope, id, { isOn: true });
    expect((await dueOf(db.sql, id))! > '2026-06-02').to.equal(true);
    expect((await dueOf(db.sql, id))! < '2099').to.equal(true);
  });

  it('cannot take the name of another', async () => {
    await create(scope, wish);
    const { id } = await create(scope, { ...wish, name: 'b' });
    expect(await faultOf(change(scope, id, { name: 'Every night' }))).to.equal('105 There is a schedule Every night already');
    expect(await change(scope, id, { name: 'B' }), 'its own in other letters').to.include({ name: 'B' });
  });

  it('are removed, and their runs stay', async () => {
    const { id } = await create(scope, wish);
    await setDue(db.sql, id, '2026-06-01T00:30:00Z');
    await claimDue(jobScope(db.sql, brand), new Date('2026-06-01T00:30:00Z'));
    await deleteSchedule(scope, id);
    const { items: [run] } = await listRuns(scope, { scheduleId: id });
    expect(run).to.include({ dueAt: '2026-06-01 02:30:00', state: 'queued' });
    expect(await faultOf(deleteSchedule(scope, id))).to.equal(`213 Schedule ${id} not found`);
  });

  it('and runs of another brand are not there', async () => {
    const { id } = await create(scope, wish);
    const runId = await start(scope);
    const foreign = scopeOf(db.sql, await makeBrand(db.sql));
    expect(await faultOf(findSchedule(foreign, id))).to.equal(`213 Schedule ${id} not found`);
    expect(await faultOf(findSchedule(foreign, wish.name))).to.equal('213 Schedule Every night not found');
    expect(await faultOf(deleteSchedule(foreign, id))).to.equal(`213 Schedule ${id} not found`);
    expect(await faultOf(change(foreign, id, {}))).to.equal(`213 Schedule ${id} not found`);
    expect(await listSchedules(foreign)).to.deep.equal([]);
    expect((await listRuns(foreign, {})).items).to.deep.equal([]);
    expect((await listRuns(scope, {})).items.map((run) => run.id)).to.deep.equal([runId]);
  });
});
