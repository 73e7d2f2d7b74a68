import type { Scope } from '../db/index.ts';
import type { Log } from '../log.ts';
import { attemptRun } from './attempt.ts';
import type { RunKinds } from './run.ts';

/** Runs and schedules of all brands; made once, in app.ts. */
export interface Schedules {
  /** The job `run.attempt`. @throws the signal's reason; {AttemptLost}; errors of the database */
  attempt(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void>;
}

export interface ScheduleParts {
  readonly kinds: RunKinds;
  readonly log: Log;
}

export function createSchedules(parts: ScheduleParts): Schedules {
  return {
    attempt: (scope, payload, signal) => attemptRun(scope, payload, signal, parts),
  };
}
