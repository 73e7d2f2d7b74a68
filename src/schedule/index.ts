/**
 * Runs and schedules: long work as people see it. A run is a row with state, counters, progress, files and reason,
 * beside the job that does it; a schedule starts one at each of its due times. What a run does is a kind, registered
 * in app/run-kinds.ts.
 */
export { checkRule, nextDue, tidyRule } from './rule.ts';
export { createSchedules, type Schedules } from './create-schedules.ts';
export { findSchedule, listSchedules } from './read-schedules.ts';
export { listRuns, runById, runIfThere, type ListedRun, type RunsPage, type RunsWish } from './read-runs.ts';
export { cancelRun, retryRun } from './run-acts.ts';
export {
  RUN_STATES, RunCancelled, type RunFile, type RunInHand, type RunKind, type RunKinds, type RunState, type StepNews,
  type Subjects,
} from './run.ts';
export { MISSED, type Missed, type NewSchedule, type Schedule, type ScheduleChange } from './schedule.ts';
export { RUN_JOB, startRun, startRuns, type RunWish } from './start-run.ts';
export { deleteSchedule } from './write-schedule.ts';
