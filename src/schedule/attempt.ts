import { z } from 'zod';
import { actingAs, type Scope } from '../db/index.ts';
import type { Log } from '../log.ts';
import { beginRun } from './begin-run.ts';
import { endRun, failRun } from './end-run.ts';
import { takeInHand } from './in-hand.ts';
import { RunCancelled, type RunKinds } from './run.ts';
import { watchRun } from './watch-run.ts';

const payloadType = z.object({ runId: z.string() });

interface AttemptParts {
  readonly kinds: RunKinds;
  readonly log: Log;
}

/**
 * The job `run.attempt`: does a run, or what earlier attempts left of it. A failure of the work is written in the run,
 * which gets its next job from here; the job itself fails only when it could not write that, and when it is taken away.
 * @throws the signal's reason; {AttemptLost}; errors of the database
 */
export async function attemptRun(
  scope: Scope, payload: unknown, signal: AbortSignal, { kinds, log }: AttemptParts,
): Promise<void> {
  const { runId } = payloadType.parse(payload);
  signal.throwIfAborted();
  const begun = await beginRun(scope, runId);
  if (begun === undefined) return; // it ended before, as the queue gives a job twice when a worker died; or it waits
  const kind = Object.hasOwn(kinds, begun.kind) ? kinds[begun.kind] : undefined;
  const watch = watchRun(scope, begun, signal);
  try {
    if (begun.isCancelled) throw new RunCancelled();
    if (kind === undefined) throw new Error(`No kind of run is called ${begun.kind} here`);
    const actor = { name: begun.startedBy, door: kind.door ?? 'job' };
    await kind.act(takeInHand(actingAs(scope, actor), begun, watch.signal));
    await endRun(scope, begun, { state: 'done' });
  } catch (error) {
    signal.throwIfAborted();
    if (isCancelled(error, watch.signal)) return await endRun(scope, begun, { state: 'cancelled' });
    await failRun(scope, begun, { error, retries: kind?.retries ?? scope.limits.RUN_RETRIES, log });
  } finally {
    watch.stop();
  }
}

/** An act that was cut off by its signal may tell it in its own words. */
function isCancelled(error: unknown, signal: AbortSignal): boolean {
  return error instanceof RunCancelled || (signal.aborted && signal.reason instanceof RunCancelled);
}
