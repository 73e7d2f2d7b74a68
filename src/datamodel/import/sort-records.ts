import type { TxScope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { rowsByKey, type StoredRow } from '../rows/write/stored-rows.ts';
import { writesThatChange } from '../rows/write/write-rows.ts';
import type { ReadingContext } from '../values/index.ts';
import { assignKeys, type KeyChange, type RowWish } from './assign-keys.ts';
import { findParents } from './find-parents.ts';
import type { ParentsPurpose } from './parents-query.ts';
import { readRecord, type RecordValues } from './read-record.ts';
import type { SettledPlan } from './settle-plan.ts';
import type { StagedRow } from './stage-table.ts';
import { KeyAppeared } from './store-wishes.ts';

/** A record with the row that it becomes. */
interface RecordWish extends RowWish {
  readonly record: StagedRow;
}

/** What becomes of records. */
export interface SortedRecords {
  /** New rows. */
  readonly inserts: readonly RecordWish[];
  /** Rows that become others than they were. */
  readonly updates: readonly (RecordWish & { readonly stored: StoredRow })[];
  readonly keys: readonly KeyChange<RecordWish>[];
  /** dm_row.id */
  readonly unchanged: readonly string[];
  readonly skipped: number;
  /** In the order of the records. */
  readonly refused: readonly { readonly record: StagedRow; readonly error: TolkError }[];
}

/**
 * Finds out what becomes of records, by a fixed number of statements. With purpose `change` all rows that it depends
 * on stay as they are until the transaction ends; one that came since they were looked for is told by KeyAppeared.
 * @param records no two with the same key
 */
export async function sortRecords(
  tx: TxScope, plan: SettledPlan, records: readonly StagedRow[], context: ReadingContext, purpose: ParentsPurpose,
): Promise<SortedRecords> {
  const refusals: Refusals = new Map();
  const read = readAll(plan, records, context, refusals);
  const placed = await placeAll(tx, plan, read, purpose, refusals);
  const { met, found } = await meetStored(tx, plan, placed, purpose);
  const wishes = met.filter(({ stored }) => (stored === undefined ? plan.mode !== 'update' : plan.mode !== 'insert'));

  const stored = wishes.filter(isStored).map((wish) => ({ ...wish, id: wish.stored.id }));
  const changing = new Map((await writesThatChange(tx, plan.table, stored)).map((wish) => [wish.record, wish]));
  const isUnchanged = (wish: RecordWish) => wish.stored !== undefined && !changing.has(wish.record);
  const { accepted, refused, changes } = await assignKeys(tx, plan.table, wishes.filter((wish) => !isUnchanged(wish)));
  for (const { wish, error, key, owner } of refused) {
    if (purpose === 'change' && key.column === plan.key && typeof owner === 'string' && !found.has(owner)) throw new KeyAppeared();
    refusals.set(wish.record, error);
  }
  return {
    inserts: accepted.filter((wish) => !isStored(wish)),
    updates: accepted.filter(isStored),
    keys: changes,
    unchanged: stored.flatMap(({ id, record }) => (changing.has(record) ? [] : [id])),
    skipped: met.length - wishes.length,
    refused: records.flatMap((record) => {
      const error = refusals.get(record);
      return error === undefined ? [] : [{ record, error }];
    }),
  };
}

type Refusals = Map<StagedRow, TolkError>;

interface ReadRecord extends RecordValues {
  readonly record: StagedRow;
}

type PlacedRecord = Omit<RecordWish, 'stored'>;

/** Once more, for the model may have changed since they were checked. */
function readAll(
  plan: SettledPlan, records: readonly StagedRow[], context: ReadingContext, refusals: Refusals,
): ReadRecord[] {
  return records.flatMap((record) => {
    try {
      return [{ record, ...readRecord(plan, record, context) }];
    } catch (error) {
      if (!(error instanceof TolkError)) throw error;
      refusals.set(record, error);
      return [];
    }
  });
}

async function placeAll(
  tx: TxScope, plan: SettledPlan, read: readonly ReadRecord[], purpose: ParentsPurpose, refusals: Refusals,
): Promise<PlacedRecord[]> {
  const parents = await findParents(tx, plan, read.map((one) => one.parents), purpose);
  return read.flatMap(({ record, values }, place) => {
    const { id, refusal } = parents[place] ?? {};
    if (id !== undefined) return [{ record, values, parentId: id }];
    if (refusal !== undefined) refusals.set(record, refusal);
    return [];
  });
}

/** Records, each with the row that it becomes. */
interface Met {
  readonly met: readonly RecordWish[];
  /** dm_row.id of those that have the key of a record, also where it becomes another row. */
  readonly found: ReadonlySet<string>;
}

/** Puts records and the rows that are there already together: those with the same values in all unique columns. */
async function meetStored(
  tx: TxScope, { table, key, unique }: SettledPlan, placed: readonly PlacedRecord[], purpose: ParentsPurpose,
): Promise<Met> {
  if (key === undefined) return { met: placed.map((one) => ({ ...one, stored: undefined })), found: new Set() };
  const wanted = placed.map(({ parentId, values }) => ({ parentId, text: values.get(key) ?? '' }));
  const found = await rowsByKey(tx, table, { column: key, purpose, more: unique }, wanted);
  const byName = new Map(found.map((row) => [`${row.parentId} ${row.keys.get(key)}`, row]));
  const isSame = (row: StoredRow, { values }: Pick<RecordWish, 'values'>) =>
    unique.every((column) => row.keys.get(column) === values.get(column));
  const met = placed.map((one) => {
    const row = byName.get(`${one.parentId} ${one.values.get(key)}`);
    return { ...one, stored: row !== undefined && isSame(row, one) ? row : undefined };
  });
  return { met, found: new Set(found.map(({ id }) => id)) };
}

function isStored<Wish extends RowWish>(wish: Wish): wish is Wish & { readonly stored: StoredRow } {
  return wish.stored !== undefined;
}
