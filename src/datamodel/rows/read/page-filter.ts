import type { Scope } from '../../../db/index.ts';
import type { Column, Table } from '../../model/model.ts';
import { dataOf, keysOf, readValue } from '../../values/index.ts';
import { columnOf } from './page-order.ts';
import type { PageQuery } from '../row.ts';

/** Columns and the values that they must have; columns are told by dm_column.id, names are gone. */
export interface Filter {
  /** JSON object that `data` must contain. */
  readonly values: string;
  /** Columns that must have no value. */
  readonly absent: readonly string[];
  /** A unique column among them, with its value as text: the row is found by it. */
  readonly unique: { readonly columnId: string; readonly value: string } | undefined;
}

/**
 * Reads values as a row's are read, so that every form that a column takes finds what it was stored as. Where a
 * column cannot hold an empty text, that stands for no value.
 * @returns undefined when nothing is filtered
 * @throws {TolkError} COLUMN_UNKNOWN, COLUMN_VALUE
 */
export function filterOf(table: Table, filter: PageQuery['filter'], { brand, limits }: Scope): Filter | undefined {
  if (filter.size === 0) return undefined;
  const context = { clock: { zone: brand.timeZone, now: undefined }, limits };
  const values = new Map<Column, string | undefined>();
  for (const [name, given] of filter) {
    const column = columnOf(table, name);
    values.set(column, readValue(column, given, context));
  }
  const [key] = keysOf(values);
  return {
    values: dataOf(values),
    absent: [...values].flatMap(([{ id }, text]) => (text === undefined ? [id] : [])),
    unique: key === undefined ? undefined : { columnId: key.column.id, value: key.text },
  };
}
