import type { TxScope } from '../../db/index.ts';
import { claimKeys, dropKeys, type Claim } from '../rows/keys.ts';
import { insertNewRows, takeRowIds, updateStoredRows } from '../rows/write-rows.ts';
import type { ReadingContext } from '../values/index.ts';
import type { KeyChange } from './assign-keys.ts';
import type { SettledPlan } from './settle-plan.ts';
import { sortRecords, type RecordWish, type SortedRecords } from './sort-records.ts';
import type { StagedRow } from './stage-table.ts';

/** What became of records: dm_row.id of the rows that they made and met. */
export interface MergedRecords extends Pick<SortedRecords, 'unchanged' | 'skipped' | 'refused'> {
  readonly inserted: readonly string[];
  readonly updated: readonly string[];
}

/** Each try waits for whoever stores the same key. */
const TRIES = 10;

/**
 * Makes rows of records, by a fixed number of statements; as if they were written one after the other.
 * @param tx a transaction that keeps the model as it is
 */
export async function mergeRecords(
  tx: TxScope, plan: SettledPlan, records: readonly StagedRow[], context: ReadingContext,
): Promise<MergedRecords> {
  for (let tries = 1; ; tries++) {
    try {
      return await tx.transaction(async (inner) => {
        const sorted = await sortRecords(inner, plan, records, context, 'change');
        const { unchanged, skipped, refused } = sorted;
        return { unchanged, skipped, refused, ...await store(inner, plan, sorted) };
      });
    } catch (error) {
      if (!(error instanceof KeyAppeared) || tries === TRIES) throw error;
    }
  }
}

/** Somebody stored a row with the same key after it had been looked for; a new try finds it. */
class KeyAppeared extends Error {}

async function store(
  tx: TxScope, { table }: SettledPlan, { inserts, updates, keys }: SortedRecords,
): Promise<Pick<MergedRecords, 'inserted' | 'updated'>> {
  const ids = await takeRowIds(tx, inserts.length);
  const idOf = new Map<RecordWish, string>(inserts.map((wish, place) => [wish, ids[place] ?? '']));
  const before = keys.flatMap((key) => claimOf(key, key.before));
  const after = keys.map((key) => ({
    isMoved: key.before !== undefined,
    claims: claimOf(key, typeof key.after === 'object' ? idOf.get(key.after) : key.after),
  }));
  const claimsThat = (isMoved: boolean) => after.flatMap((one) => (one.isMoved === isMoved ? one.claims : []));

  if ((await claimKeys(tx, table, claimsThat(false))).length > 0) throw new KeyAppeared();
  await insertNewRows(tx, table, inserts.map((wish) => ({ ...wish, id: idOf.get(wish) ?? '' })));
  await updateStoredRows(tx, table, updates.map((wish) => ({ ...wish, id: wish.stored.id })));
  // Keys that rows of this transaction give up; nobody else can take them before it ends, so nothing is waited for.
  await dropKeys(tx, table, before);
  await claimKeys(tx, table, claimsThat(true));
  return { inserted: ids, updated: updates.map(({ stored }) => stored.id) };
}

function claimOf({ column, parentId, text }: KeyChange<RecordWish>, rowId: string | undefined): Claim[] {
  return rowId === undefined ? [] : [{ column, parentId, text, rowId }];
}
