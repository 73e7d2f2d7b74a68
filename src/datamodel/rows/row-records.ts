import type { TxScope } from '../../db/index.ts';
import type { Column, Table } from '../model/model.ts';
import type { Item } from './many-rows.ts';
import { rowsByKey, type StoredRow } from './stored-rows.ts';
import { takeRowIds } from './write-rows.ts';

/** A row of the store, there or to be made, and what of an array becomes part of it. */
export interface RowRecord {
  /** dm_row.id */
  readonly id: string;
  /** dm_row.parent_id */
  readonly parentId: string;
  /** Locked; undefined: a new one. */
  readonly stored: StoredRow | undefined;
  /** At least one, in the order of the array. */
  readonly items: readonly Item[];
}

/**
 * Finds the rows that items become.
 * @param key the items' column by which stored rows are found, and items of one parent are one; undefined: each is a
 *   new row
 */
export async function recordsOf(
  tx: TxScope, table: Table, items: readonly Item[], key: Column | undefined,
): Promise<RowRecord[]> {
  const nameOf = ({ parentId, values }: Item) => `${parentId} ${key === undefined ? '' : values.get(key)}`;
  const groups = key === undefined ? items.map((item) => [item]) : [...Map.groupBy(items, nameOf).values()];
  const wanted = groups.map(([item]) => item as Item);
  const found = key === undefined ? NONE : await storedByKey(tx, table, key, wanted);
  const newIds = await takeRowIds(tx, wanted.filter((item) => !found.has(nameOf(item))).length);
  let next = 0;
  return groups.map((group, place) => {
    const item = wanted[place] as Item;
    const stored = found.get(nameOf(item));
    return { id: stored?.id ?? newIds[next++] ?? '', parentId: item.parentId, stored, items: group };
  });
}

const NONE: ReadonlyMap<string, StoredRow> = new Map();

/** By parent and value. */
async function storedByKey(
  tx: TxScope, table: Table, column: Column, items: readonly Item[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const wanted = items.map(({ parentId, values }) => ({ parentId, text: values.get(column) ?? '' }));
  const stored = await rowsByKey(tx, table, { column, purpose: 'change' }, wanted);
  return new Map(stored.map((row) => [`${row.parentId} ${row.keys.get(column)}`, row]));
}
