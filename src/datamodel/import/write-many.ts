import { rows, statement, type TxScope } from '../../db/index.ts';
import type { TolkError } from '../../errors.ts';
import type { Column, Model, Table } from '../model/model.ts';
import { enqueuePurge } from '../purge/purge.ts';
import { holdChains } from '../rows/write/hold-chains.ts';
import { dropKeys } from '../rows/write/keys.ts';
import { placeNotFound } from '../rows/place.ts';
import type { StoredRow } from '../rows/write/stored-rows.ts';
import { deleteStoredRows, writesThatChange } from '../rows/write/write-rows.ts';
import { readValue, type ReadingContext, type RowValues } from '../values/index.ts';
import { assignKeys, type RowWish } from './assign-keys.ts';
import { storeWishes, untilKeysHold } from './store-wishes.ts';

/**
 * Reads the texts that columns get; an empty one is as null is in JSON: no value, false in a boolean column.
 * @throws {TolkError} COLUMN_VALUE, COLUMN_VALUE_LONG
 */
export function readTexts(columns: readonly Column[], texts: readonly string[], context: ReadingContext): RowValues {
  return new Map(columns.map((column, place) => {
    const text = texts[place] ?? '';
    return [column, readValue(column, text === '' ? null : text, context)];
  }));
}

export interface NewRow {
  /** Ids of the rows above, from the top down; none in a table of its own. */
  readonly above: readonly string[];
  readonly values: RowValues;
}

/**
 * Stores new rows below many parents, by a fixed number of statements.
 * @param tx a transaction that keeps the model as it is
 * @param chain the tables above, from the top down
 * @returns dm_row.id of each, or why it is refused: ROW_NOT_FOUND (a row above), COLUMN_VALUE_TAKEN
 */
export async function insertMany(
  tx: TxScope, table: Table, chain: readonly Table[], given: readonly NewRow[],
): Promise<(string | TolkError)[]> {
  if (given.length === 0) return [];
  return untilKeysHold(tx, async (inner) => {
    const there = chain.length === 0 ? undefined : await holdChains(inner, chain, given.map(({ above }) => above));
    const wishes = given.map(({ above, values }): RowWish => ({ parentId: above.at(-1) ?? '0', values, stored: undefined }));
    const { accepted, refused, changes } =
      await assignKeys(inner, table, wishes.filter((_wish, place) => there?.has(place) ?? true));
    const ids = await storeWishes(inner, table, { inserts: accepted, updates: [], keys: changes });
    const verdicts = new Map<RowWish, string | TolkError>(accepted.map((wish, place) => [wish, ids[place] ?? '']));
    for (const { wish, error } of refused) verdicts.set(wish, error);
    return wishes.map((wish, place) => verdicts.get(wish) ?? parentGone(table, chain, given[place]?.above ?? []));
  });
}

function parentGone(table: Table, chain: readonly Table[], ids: readonly string[]): TolkError {
  const parents = chain.map((one, level) => ({ table: one, id: ids[level] ?? '' }));
  return placeNotFound({ table, parents, parentId: ids.at(-1) ?? '0', rowId: undefined });
}

export interface ChangedRow {
  /** Locked by lockRows; none twice. */
  readonly stored: StoredRow;
  readonly values: RowValues;
}

/**
 * Changes the named columns of many rows, by a fixed number of statements. A row that has these values keeps its
 * revision.
 * @param tx a transaction that keeps the model as it is
 * @returns of each why it is refused (COLUMN_VALUE_TAKEN); undefined: it is not
 */
export async function updateMany(
  tx: TxScope, table: Table, given: readonly ChangedRow[],
): Promise<(TolkError | undefined)[]> {
  return untilKeysHold(tx, async (inner) => {
    const wishes = given.map((one) => ({ ...one, parentId: one.stored.parentId, id: one.stored.id }));
    const changing = await writesThatChange(inner, table, wishes);
    const { accepted, refused, changes } = await assignKeys(inner, table, changing);
    await storeWishes(inner, table, { inserts: [], updates: accepted, keys: changes });
    const errors = new Map(refused.map(({ wish, error }) => [wish, error]));
    return wishes.map((wish) => errors.get(wish));
  });
}

const DOOM = statement(`
  insert into dm_doomed (brand_id, table_id, row_id) select $1, $2, unnest($3::bigint[]) on conflict do nothing`);

/**
 * Deletes rows; nobody sees those below them from that commit on, and the job `datamodel.purge` removes them.
 * @param stored locked by lockRows
 */
export async function deleteMany(
  tx: TxScope, model: Model, table: Table, stored: readonly StoredRow[],
): Promise<void> {
  if (stored.length === 0) return;
  await deleteStoredRows(tx, table, stored);
  await dropKeys(tx, table, stored.flatMap(({ id: rowId, parentId, keys }) => [...keys].flatMap(([column, text]) =>
    (text === null || text === '' ? [] : [{ column, text, rowId, parentId }]))));
  if (!model.tables.some(({ parent }) => parent === table)) return;
  await rows(tx.sql, DOOM, [tx.brand.id, table.id, stored.map(({ id }) => id)]);
  await enqueuePurge(tx);
}
