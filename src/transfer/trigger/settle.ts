import { z } from 'zod';
import type { Scope, TxScope } from '../../db/index.ts';
import type { EventMap } from '../../events/index.ts';
import { enqueue } from '../../jobs/index.ts';
import { openLocation } from '../location/open-location.ts';
import { carryOn } from './carry-on.ts';
import { fileOfRun } from './trigger-file.ts';

/** Job that moves the file of a run that has ended; payload { brandId, runId }. */
export const TRIGGER_SETTLE_JOB = 'trigger.settle';

/** Listens to the end of runs: a trigger's file is moved on at once. */
export async function settleLater(tx: TxScope, { runId }: EventMap['run.ended']): Promise<void> {
  if (await fileOfRun(tx, runId) === undefined) return;
  await enqueue(tx.sql, TRIGGER_SETTLE_JOB, { brandId: tx.brand.id, runId });
}

const payloadType = z.object({ runId: z.string() });

/**
 * The job `trigger.settle`: moves the file that a run has imported to Done or Failed, if it is a trigger's. What it
 * leaves undone, the next look into the folders does.
 * @throws {TolkError} as openLocation and FileStore.move
 */
export async function settleTrigger(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void> {
  const { runId } = payloadType.parse(payload);
  const file = await fileOfRun(scope, runId);
  if (file === undefined) return;
  const store = await openLocation(scope, file.locationId, { signal });
  try {
    await carryOn({ scope, store }, file);
  } finally {
    await store.close();
  }
}
