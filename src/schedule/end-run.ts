import { rows, statement, type Scope } from '../db/index.ts';
import { TolkError } from '../errors.ts';
import { publish } from '../events/index.ts';
import { AttemptLost, holdAttempt } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { BegunRun } from './begin-run.ts';
import type { RunState } from './run.ts';
import { enqueueNext, enqueueRuns } from './start-run.ts';

interface RunEnding {
  readonly state: Exclude<RunState, 'queued' | 'running'>;
  readonly error?: string;
  readonly failures?: number;
}

const END = statement(`
  update run set state = $3, error = $4, failures = $5, ended_at = now(),
    progress = case when $3 = 'done' then 1 else progress end
  where brand_id = $1 and id = $2`);

/** Ends a run that this attempt has in hand, and tells it. @throws {AttemptLost} */
export async function endRun(scope: Scope, begun: BegunRun, { state, error, failures }: RunEnding): Promise<void> {
  const { id, kind, subjectId, name } = begun;
  await scope.transaction(async (tx) => {
    await holdAttempt(tx.sql, begun.row, begun.attempt);
    await rows(tx.sql, END, [tx.brand.id, id, state, error ?? null, failures ?? begun.failures]);
    await publish(tx, 'run.ended', { runId: id, kind, subjectId, name, state });
    await enqueueNext(tx, [id]);
  });
}

const WAIT = statement(`
  update run set state = 'queued', error = $3, failures = $4, retry_at = now() + $5::bigint * interval '1 millisecond'
  where brand_id = $1 and id = $2
  returning retry_at`);

interface Failure {
  readonly error: unknown;
  readonly retries: number;
  readonly log: Log;
}

/**
 * Writes down why an attempt failed: the run waits for its next try, or has ended. A refusal of ours would be the same
 * again, unless it says (HTTP 5xx) that it is not about what was asked.
 * @throws {AttemptLost}
 */
export async function failRun(scope: Scope, begun: BegunRun, { error, retries, log }: Failure): Promise<void> {
  if (error instanceof AttemptLost) throw error;
  const failures = begun.failures + 1;
  const why = reasonOf(error);
  const told = { brand: scope.brand.id, run: begun.id, kind: begun.kind, attempt: begun.attempt, ...causeOf(error) };
  if (error instanceof TolkError && error.row.http < 500) {
    await endRun(scope, begun, { state: 'failed', error: why, failures });
    log.warn(told, 'a run failed');
  } else if (failures > retries) {
    await endRun(scope, begun, { state: 'dead', error: why, failures });
    log.error(told, 'a run is dead');
  } else {
    await waitForRetry(scope, begun, failures, why);
    log.warn(told, 'a run failed, will be tried again');
  }
}

async function waitForRetry(scope: Scope, begun: BegunRun, failures: number, why: string): Promise<void> {
  const { RUN_BACKOFF: first, RUN_BACKOFF_MAX: longest } = scope.limits;
  const pause = Math.min(first * 2 ** (failures - 1), longest);
  await scope.transaction(async (tx) => {
    await holdAttempt(tx.sql, begun.row, begun.attempt);
    const [waiting] = await rows<[Date]>(tx.sql, WAIT, [tx.brand.id, begun.id, why, failures, pause]);
    await enqueueRuns(tx, [begun.id], { runAt: waiting?.[0] });
  });
}

const REASON_LENGTH = 1_000;

/** What PostgreSQL can keep of an error, and not more than a person reads. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, REASON_LENGTH).toWellFormed().replaceAll('\u0000', '\ufffd');
}

/** A refusal quotes the value that was wrong; the log gets its code only. */
function causeOf(error: unknown): object {
  return error instanceof TolkError ? { reason: error.code } : { err: error };
}
