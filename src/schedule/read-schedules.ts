import { isId, rows, shownTime, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Missed, Schedule } from './schedule.ts';

type Row = [
  id: string, name: string, kind: string, subjectId: string, rule: string, missed: Missed, isOn: boolean,
  nextDueAt: string | null, createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

const schedulesWhere = (condition: string) => statement(`
  select id, name, kind, subject_id, rule, missed, is_on, ${shownTime('next_due_at')},
    created_by, ${shownTime('created_at')}, modified_by, ${shownTime('modified_at')}
  from schedule
  where brand_id = $1 and ${condition}`);

const ALL = schedulesWhere('true order by lower(name)');
const BY_ID = schedulesWhere('id = $3');
const BY_NAME = schedulesWhere('lower(name) = lower($3)');

/** All schedules of a brand, at most SCHEDULES_MAX, by name. */
export async function listSchedules({ sql, brand }: Scope): Promise<Schedule[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(scheduleOf);
}

/** @throws {TolkError} SCHEDULE_NOT_FOUND */
export async function scheduleById({ sql, brand }: Scope, scheduleId: string): Promise<Schedule> {
  const found = isId(scheduleId) ? await rows<Row>(sql, BY_ID, [brand.id, brand.timeZone, scheduleId]) : [];
  return only(found, scheduleId);
}

/** @param idOrName number, or name in any letter case @throws {TolkError} SCHEDULE_NOT_FOUND */
export async function findSchedule(scope: Scope, idOrName: string): Promise<Schedule> {
  const { sql, brand } = scope;
  if (/^\d+$/.test(idOrName)) return scheduleById(scope, idOrName);
  return only(await rows<Row>(sql, BY_NAME, [brand.id, brand.timeZone, idOrName]), idOrName);
}

function only([row]: Row[], schedule: string): Schedule {
  if (row === undefined) throw failure('SCHEDULE_NOT_FOUND', { schedule });
  return scheduleOf(row);
}

function scheduleOf(row: Row): Schedule {
  const [
    id, name, kind, subjectId, rule, missed, isOn, nextDueAt, createdBy, createdAt, modifiedBy, modifiedAt,
  ] = row;
  return {
    id, name, kind, subjectId, rule, missed, isOn, nextDueAt, createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
