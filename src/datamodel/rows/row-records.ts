import type { TxScope } from '../../db/index.ts';
import type { Column } from '../model/model.ts';
import type { Item } from './many-rows.ts';
import type { Place } from './place.ts';
import { rowsByKey, type StoredRow } from './stored-rows.ts';
import { takeRowIds } from './write-rows.ts';

/** A row of the store, there or to be made, and what of an array becomes part of it. */
export interface RowRecord {
  /** dm_row.id */
  readonly id: string;
  /** Locked; undefined: a new one. */
  readonly stored: StoredRow | undefined;
  /** At least one, in the order of the array. */
  readonly items: readonly Item[];
}

/**
 * Finds the rows that items become.
 * @param key the items' column by which stored rows are found, and items are one; undefined: each is a new row
 */
export async function recordsOf(
  tx: TxScope, place: Place, items: readonly Item[], key: Column | undefined,
): Promise<RowRecord[]> {
  const groups = key === undefined
    ? items.map((item) => ({ text: '', items: [item] }))
    : [...Map.groupBy(items, ({ values }) => values.get(key) ?? '')].map(([text, group]) => ({ text, items: group }));
  const texts = groups.map(({ text }) => text);
  const found = key === undefined ? NONE : await storedByText(tx, place, key, texts);
  const newIds = await takeRowIds(tx, groups.filter(({ text }) => !found.has(text)).length);
  let next = 0;
  return groups.map((group) => {
    const stored = found.get(group.text);
    return { id: stored?.id ?? newIds[next++] ?? '', stored, items: group.items };
  });
}

const NONE: ReadonlyMap<string, StoredRow> = new Map();

async function storedByText(
  tx: TxScope, { table, parentId }: Place, column: Column, texts: readonly string[],
): Promise<Map<string, StoredRow>> {
  const stored = await rowsByKey(tx, table, { column, purpose: 'change' }, texts.map((text) => ({ parentId, text })));
  return new Map(stored.map((row) => [row.keys.get(column) ?? '', row]));
}
