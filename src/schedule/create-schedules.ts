import type { Scope } from '../db/index.ts';
import type { Log } from '../log.ts';
import { attemptRun } from './attempt.ts';
import { claimDue } from './claim.ts';
import { maintainRuns } from './maintain.ts';
import type { RunKinds } from './run.ts';
import type { NewSchedule, Schedule, ScheduleChange } from './schedule.ts';
import { changeSchedule, createSchedule } from './write-schedule.ts';

/** What of runs and schedules needs to know the kinds of runs; made once, in app.ts. */
export interface Schedules {
  /**
   * Makes a schedule. Its first slot is the first after now.
   * @throws {TolkError} FIELD_VALUE (name, kind, rule), SCHEDULE_EXISTS, SCHEDULES_EXCEEDED, and what the kind says
   *   when there is no such subject
   */
  create(scope: Scope, wish: NewSchedule): Promise<Schedule>;

  /**
   * Changes a schedule. A new rule counts from now on; one that is turned on again does not make up for the time in
   * which it was off.
   * @throws {TolkError} SCHEDULE_NOT_FOUND, and as create
   */
  change(scope: Scope, scheduleId: string, change: ScheduleChange): Promise<Schedule>;

  /** The job `run.attempt`. @throws the signal's reason; {AttemptLost}; errors of the database */
  attempt(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void>;

  /** Starts what is due in a brand, once per slot. @param minute the planned minute of the clock's tick */
  claimDue(scope: Scope, minute: Date): Promise<void>;

  /** Upkeep of a brand: gives up runs whose job is dead, removes those that ended long ago. */
  maintain(scope: Scope): Promise<void>;
}

interface ScheduleParts {
  /** By kind. */
  readonly kinds: RunKinds;
  readonly log: Log;
}

export function createSchedules({ kinds, log }: ScheduleParts): Schedules {
  return {
    create: (scope, wish) => createSchedule(scope, kinds, wish),
    change: (scope, scheduleId, change) => changeSchedule(scope, kinds, scheduleId, change),
    attempt: (scope, payload, signal) => attemptRun(scope, payload, signal, { kinds, log }),
    claimDue: (scope, minute) => claimDue(scope, kinds, minute),
    maintain: (scope) => maintainRuns(scope, log),
  };
}
