import type { TxScope } from '../../../db/index.ts';
import type { Column, Model, Table } from '../../model/model.ts';
import type { Item } from './many-rows.ts';
import { rowsByKeyOrNew, type StoredOrNew } from './stored-rows.ts';
import { takeRowIds } from './write-rows.ts';

/** A row of the store, there or to be made, and what of an array becomes part of it. */
export interface RowRecord extends StoredOrNew {
  /** dm_row.parent_id */
  readonly parentId: string;
  /** At least one, in the order of the array. */
  readonly items: readonly Item[];
}

/**
 * Finds the rows that items become; with a key, and items, the model is held meanwhile.
 * @param key the items' column by which stored rows are found, and items of one parent are one; undefined: each is a
 *   new row
 * @throws {StaleModel} when the model is held and has changed
 */
export async function recordsOf(
  tx: TxScope, model: Model, table: Table, items: readonly Item[], key: Column | undefined,
): Promise<RowRecord[]> {
  if (key === undefined) {
    const ids = await takeRowIds(tx, items.length);
    return items.map((item, place) =>
      ({ id: ids[place] ?? '', parentId: item.parentId, stored: undefined, items: [item] }));
  }
  const textOf = ({ values }: Item) => values.get(key) ?? '';
  const groups = [...Map.groupBy(items, (item) => `${item.parentId} ${textOf(item)}`).values()]
    .map((group) => ({ group, first: group[0] as Item }));
  if (groups.length === 0) return [];
  const wanted = groups.map(({ first }) => ({ parentId: first.parentId, text: textOf(first) }));
  const found = await rowsByKeyOrNew(tx, model, table, key, wanted);
  return groups.map(({ group, first: { parentId } }, place) =>
    ({ ...found[place] ?? { id: '', stored: undefined }, parentId, items: group }));
}
