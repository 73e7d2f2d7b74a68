import type { Scope } from '../../db/index.ts';
import { sweepStopping } from '../store/sweep.ts';
import { foldCounts } from './counts.ts';
import { wakeWaiting } from './hand.ts';
import { wakeDue } from './work.ts';

/** Upkeep of a brand, each minute: does what has no job because one died, and folds statistics. */
export async function maintainCampaigns(scope: Scope): Promise<void> {
  await wakeDue(scope);
  await wakeWaiting(scope);
  await sweepStopping(scope);
  await foldCounts(scope);
}
