import { isId, rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { publish } from '../events/index.ts';
import { runById, type ListedRun } from './read-runs.ts';
import { enqueueNext, enqueueRuns } from './start-run.ts';

/** One that waits ends here and now; its job will find nothing to do. */
const CANCEL = statement(`
  update run
  set cancel_requested_at = coalesce(cancel_requested_at, now()), retry_at = null,
    (state, ended_at) = (
      case state when 'queued' then 'cancelled' else state end, case state when 'queued' then now() end
    )
  where brand_id = $1 and id = $2 and ended_at is null
  returning state`);

/**
 * Ends a run. One that waits is cancelled at once; one that is at work stops after its step under way. What its steps
 * have done stays. Asking again changes nothing.
 * @returns the run as it is now
 * @throws {TolkError} RUN_NOT_FOUND, RUN_NOT_CANCELLED when it has ended
 */
export async function cancelRun(scope: Scope, runId: string): Promise<ListedRun> {
  return scope.transaction(async (tx) => {
    const [found] = isId(runId) ? await rows<[string]>(tx.sql, CANCEL, [tx.brand.id, runId]) : [];
    const run = await runById(tx, runId);
    if (found === undefined) throw failure('RUN_NOT_CANCELLED', { run: runId, state: run.state });
    const { kind, subjectId, name, state } = run;
    if (state === 'cancelled') {
      await publish(tx, 'run.ended', { runId, kind, subjectId, name, state });
      await enqueueNext(tx, [runId]);
    }
    return run;
  });
}

const RETRY = statement(`
  update run
  set state = 'queued', failures = 0, error = null, cancel_requested_at = null, retry_at = null, ended_at = null
  where brand_id = $1 and id = $2 and (state in ('failed', 'dead', 'cancelled') or retry_at is not null)
  returning id`);

/**
 * Lets a run go on where its last finished step left it: one that failed, died or was cancelled, or waits for its next
 * try. It has all its tries again.
 * @returns the run as it is now
 * @throws {TolkError} RUN_NOT_FOUND, RUN_NOT_RETRIED
 */
export async function retryRun(scope: Scope, runId: string): Promise<ListedRun> {
  return scope.transaction(async (tx) => {
    const [found] = isId(runId) ? await rows<[string]>(tx.sql, RETRY, [tx.brand.id, runId]) : [];
    const run = await runById(tx, runId);
    if (found === undefined) throw failure('RUN_NOT_RETRIED', { run: runId, state: run.state });
    await enqueueRuns(tx, [runId]);
    return run;
  });
}
