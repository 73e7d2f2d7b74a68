import { rows, statement, type Scope } from '../db/index.ts';
import { AttemptLost } from '../jobs/index.ts';
import type { BegunRun } from './begin-run.ts';
import { RunCancelled } from './run.ts';

const LOOK = statement('select attempt, cancel_requested_at is not null from run where brand_id = $1 and id = $2');

interface Watch {
  /** Fires with the job's signal, when the run is to be cancelled, and when another attempt has begun. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Looks from time to time whether a run is still to go on: work outside of its steps would not hear of it. */
export function watchRun(scope: Scope, { id, attempt, row }: BegunRun, jobSignal: AbortSignal): Watch {
  const control = new AbortController();

  async function look(): Promise<void> {
    const [found] = await rows<[number, boolean]>(scope.sql, LOOK, [scope.brand.id, id]);
    const [newest, isCancelled] = found ?? [undefined, false];
    if (newest !== attempt) control.abort(new AttemptLost(row));
    else if (isCancelled) control.abort(new RunCancelled());
  }

  // A look that fails tells nothing: the work meets the same database, and the job has its heartbeat.
  const timer = setInterval(() => void look().catch(() => undefined), scope.limits.RUN_WATCH);
  return {
    signal: AbortSignal.any([jobSignal, control.signal]),
    stop: () => clearInterval(timer),
  };
}
