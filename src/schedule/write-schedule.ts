import { isId, rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { scheduleById } from './read-schedules.ts';
import { checkRule, nextDue, tidyRule } from './rule.ts';
import type { RunKinds } from './run.ts';
import type { Missed, NewSchedule, Schedule, ScheduleChange } from './schedule.ts';

const COUNT = statement('select count(*)::int from schedule where brand_id = $1');
const NOW = statement('select now()');

const INSERT = statement(`
  insert into schedule
    (brand_id, name, kind, subject_id, rule, missed, is_on, zone, next_due_at, created_by, modified_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
  returning id`);

/**
 * Makes a schedule. Its first slot is the first after now.
 * @throws {TolkError} FIELD_VALUE (name, kind, rule), SCHEDULE_EXISTS, SCHEDULES_EXCEEDED, and what the kind says when
 *   there is no such subject
 */
export async function createSchedule(scope: Scope, kinds: RunKinds, wish: NewSchedule): Promise<Schedule> {
  const { kind, missed = 'once', isOn = true } = wish;
  const name = checkName(scope, wish.name);
  const rule = checkText(scope, 'rule', tidyRule(wish.rule));
  const subjectId = await subjectOf(scope, kinds, kind, wish.subject);
  return scope.transaction(async (tx) => {
    await checkCount(tx);
    const next = await dueAfterNow(tx, rule);
    const { brand, actor } = tx;
    const values = [
      brand.id, name, kind, subjectId, rule, missed, isOn, brand.timeZone, isOn ? next : null, actor.name,
    ];
    const [[id] = ['']] = await named(name, rows<[string]>(tx.sql, INSERT, values));
    return scheduleById(tx, id);
  });
}

const HOLD = statement(`
  select name, kind, subject_id, rule, missed, is_on, next_due_at from schedule
  where brand_id = $1 and id = $2 for no key update`);

type Held = [
  name: string, kind: string, subjectId: string, rule: string, missed: Missed, isOn: boolean, nextDueAt: Date | null,
];

const UPDATE = statement(`
  update schedule set name = $3, subject_id = $4, rule = $5, missed = $6, is_on = $7,
    zone = coalesce($8, zone), next_due_at = $9,
    modified_by = $10, modified_at = now()
  where brand_id = $1 and id = $2`);

/**
 * Changes a schedule. A new rule counts from now on; one that is turned on again does not make up for the time in which
 * it was off.
 * @throws {TolkError} SCHEDULE_NOT_FOUND, and as createSchedule
 */
export async function changeSchedule(
  scope: Scope, kinds: RunKinds, scheduleId: string, change: ScheduleChange,
): Promise<Schedule> {
  return scope.transaction(async (tx) => {
    const [held] = isId(scheduleId) ? await rows<Held>(tx.sql, HOLD, [tx.brand.id, scheduleId]) : [];
    if (held === undefined) throw failure('SCHEDULE_NOT_FOUND', { schedule: scheduleId });
    const [wasName, kind, wasSubject, wasRule, wasMissed, wasOn, wasDue] = held;
    const name = change.name === undefined ? wasName : checkName(tx, change.name);
    const rule = change.rule === undefined ? wasRule : checkText(tx, 'rule', tidyRule(change.rule));
    const subjectId = change.subject === undefined ? wasSubject : await subjectOf(tx, kinds, kind, change.subject);
    const { missed = wasMissed, isOn = wasOn } = change;
    // A slot that is due already and not claimed yet outlives a change of anything else.
    const isTimed = rule === wasRule && wasDue !== null;
    const next = isTimed ? wasDue : await dueAfterNow(tx, rule);
    await named(name, rows(tx.sql, UPDATE, [
      tx.brand.id, scheduleId, name, subjectId, rule, missed, isOn, isTimed ? null : tx.brand.timeZone,
      isOn ? next : null, tx.actor.name,
    ]));
    return scheduleById(tx, scheduleId);
  });
}

const DELETE = statement('delete from schedule where brand_id = $1 and id = $2 returning 1');

/** Removes a schedule; its runs stay, also one under way. @throws {TolkError} SCHEDULE_NOT_FOUND */
export async function deleteSchedule({ sql, brand }: Scope, scheduleId: string): Promise<void> {
  const gone = isId(scheduleId) ? await rows(sql, DELETE, [brand.id, scheduleId]) : [];
  if (gone.length === 0) throw failure('SCHEDULE_NOT_FOUND', { schedule: scheduleId });
}

/** Control characters and lone surrogates: nobody types them, and no list could show them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

function checkText({ limits: { SCHEDULE_LENGTH: most } }: Scope, field: string, given: string): string {
  const text = given.trim();
  const why = text === '' ? 'must not be empty'
    : [...text].length > most ? `is longer than ${most} characters`
      : UNPRINTABLE.test(text) ? 'holds a control character' : undefined;
  if (why !== undefined) throw failure('FIELD_VALUE', { field, why, value: JSON.stringify(given) });
  return text;
}

/** Digits alone would be taken for a number. */
function checkName(scope: Scope, given: string): string {
  const name = checkText(scope, 'name', given);
  if (!/^\d+$/.test(name)) return name;
  throw failure('FIELD_VALUE', { field: 'name', why: 'must not be digits alone', value: name });
}

async function subjectOf(scope: Scope, kinds: RunKinds, kind: string, subject: string): Promise<string> {
  const subjects = Object.hasOwn(kinds, kind) ? kinds[kind]?.subjects : undefined;
  if (subjects !== undefined) return (await subjects.find(scope, subject)).id;
  const known = Object.keys(kinds).filter((name) => kinds[name]?.subjects !== undefined);
  throw failure('FIELD_VALUE', { field: 'kind', why: `is none of ${known.join(', ')}`, value: kind });
}

/** Calls side by side do not wait for each other here, so as many as run at once may go over by one each. */
async function checkCount({ sql, brand, limits: { SCHEDULES_MAX: most } }: TxScope): Promise<void> {
  const [[held] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (held >= most) throw failure('SCHEDULES_EXCEEDED', { most: String(most) });
}

async function dueAfterNow({ sql, brand }: TxScope, rule: string): Promise<Date | null> {
  const [[now] = [new Date(Number.NaN)]] = await rows<[Date]>(sql, NOW, []);
  checkRule(rule, brand.timeZone, now);
  return nextDue(rule, brand.timeZone, now);
}

async function named<Result>(name: string, writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    const { constraint } = error as { constraint?: unknown };
    throw constraint === 'schedule_by_name' ? failure('SCHEDULE_EXISTS', { name }) : error;
  }
}
