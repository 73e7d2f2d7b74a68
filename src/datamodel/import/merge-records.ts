import type { TxScope } from '../../db/index.ts';
import type { ReadingContext } from '../values/index.ts';
import type { SettledPlan } from './settle-plan.ts';
import { sortRecords, type SortedRecords } from './sort-records.ts';
import type { StagedRow } from './stage-table.ts';
import { storeWishes, untilKeysHold } from './store-wishes.ts';

/** What became of records: dm_row.id of the rows that they made and met. */
export interface MergedRecords extends Pick<SortedRecords, 'unchanged' | 'skipped' | 'refused'> {
  readonly inserted: readonly string[];
  readonly updated: readonly string[];
}

/**
 * Makes rows of records, by a fixed number of statements; as if they were written one after the other.
 * @param tx a transaction that keeps the model as it is
 */
export async function mergeRecords(
  tx: TxScope, plan: SettledPlan, records: readonly StagedRow[], context: ReadingContext,
): Promise<MergedRecords> {
  return untilKeysHold(tx, async (inner) => {
    const sorted = await sortRecords(inner, plan, records, context, 'change');
    const { unchanged, skipped, refused, updates } = sorted;
    const inserted = await storeWishes(inner, plan.table, sorted);
    return { unchanged, skipped, refused, inserted, updated: updates.map(({ stored }) => stored.id) };
  });
}
