import type { Scope } from '../../db/index.ts';
import { foldCounts } from './counts.ts';
import { wakeWaiting } from './hand.ts';
import { wakeDue } from './work.ts';

/** Upkeep of a brand, each minute: moves what is due without a job to do it, and folds statistics. */
export async function maintainCampaigns(scope: Scope): Promise<void> {
  await wakeDue(scope);
  await wakeWaiting(scope);
  await foldCounts(scope);
}
