import { failure } from '../../../errors.ts';
import type { Column, Table } from '../../model/model.ts';
import type { PageQuery } from '../row.ts';

/** By what rows are told apart in an order; ties go by id. */
type Key = 'id' | 'text' | 'number' | 'created' | 'modified';

export interface Order {
  readonly key: Key;
  readonly descending: boolean;
  /** dm_column.id whose values are the key; '' for those that the server adds. */
  readonly columnId: string;
}

export const BY_ID: Order = { key: 'id', descending: false, columnId: '' };

const META: ReadonlyMap<string, Key> = new Map([
  ['clang_id', 'id'], ['clang_createdat', 'created'], ['clang_modifiedat', 'modified'],
]);

/**
 * The order that a question asks for; by id when it asks for none.
 * @throws {TolkError} COLUMN_UNKNOWN
 */
export function orderOf(table: Table, sort: PageQuery['sort']): Order {
  if (sort === undefined) return BY_ID;
  const { column: name, descending } = sort;
  const meta = META.get(name);
  if (meta !== undefined) return { key: meta, descending, columnId: '' };
  const column = columnOf(table, name);
  const isNumber = column.type === 'number' || column.type === 'decimal';
  return { key: isNumber ? 'number' : 'text', descending, columnId: column.id };
}

/** @throws {TolkError} COLUMN_UNKNOWN */
export function columnOf(table: Table, name: string): Column {
  const column = table.columnByName.get(name);
  if (column !== undefined) return column;
  const columns = table.columns.map((one) => one.name).join(', ') || 'none';
  throw failure('COLUMN_UNKNOWN', { column: name, table: table.name, columns });
}

/** So many characters of a text take part in an order: the cursor, which is a part of addresses, holds them. */
const ORDERED_CHARACTERS = 500;

interface KeySql {
  readonly type: string;
  /** @param column expression that gives dm_column.id as text */
  readonly value: (column: string) => string;
}

/** Dates and times are stored in forms whose plain order is theirs. */
const KEY_SQL: Readonly<Record<Exclude<Key, 'id'>, KeySql>> = {
  text: { type: 'text collate "C"', value: (column) => `left(r.data ->> ${column}, ${ORDERED_CHARACTERS})` },
  number: { type: 'numeric', value: (column) => `(r.data ->> ${column})::numeric` },
  created: { type: 'numeric', value: () => 'extract(epoch from r.created_at)' },
  modified: { type: 'numeric', value: () => 'extract(epoch from r.modified_at)' },
};

/** The SQL of an order of `dm_row r`. */
interface OrderSql {
  readonly key: string;
  /** Condition: the row comes after the last row of the page before. */
  readonly isAfter: string;
  /** For `order by` where the key is a column `key`. */
  readonly by: string;
}

/** The last row of the page before; undefined at the start. */
export interface Cursor {
  /** dm_row.id */
  readonly id: string;
  /** Its key as text, null when it has none. */
  readonly key: string | null;
}

/** The value of the parameter of `orderSql`. */
export function orderValue({ columnId }: Order, after: Cursor | undefined): readonly (string | null)[] {
  return [columnId, after?.id ?? null, after?.key ?? null];
}

/**
 * Rows without a value come last in both directions.
 * @param parameter that gets `orderValue`, one for all of it: PostgreSQL refuses one that a text does not mention
 */
export function orderSql({ key, descending }: Order, parameter: string): OrderSql {
  const [column, afterId, afterKey] = [1, 2, 3].map((place) => `(${parameter}::text[])[${place}]`) as [string, string, string];
  const [beyond, direction] = descending ? ['<', 'desc'] : ['>', 'asc'];
  if (key === 'id') {
    // The bound is always there, so that one plan, a walk along the primary key, serves every page.
    const start = descending ? `${2n ** 63n - 1n}` : '0';
    return { key: 'null::text', by: `id ${direction}`, isAfter: `r.id ${beyond} coalesce(${afterId}::bigint, ${start})` };
  }
  const { type, value } = KEY_SQL[key];
  const [here, there] = [`(${value(column)})::${type}`, `${afterKey}::${type}`];
  return {
    key: here,
    by: `key ${direction} nulls last, id`,
    isAfter: `(${afterId} is null
      or ${afterKey} is null and ${here} is null and r.id > ${afterId}::bigint
      or ${afterKey} is not null and (${here} is null or ${here} ${beyond} ${there}
        or ${here} = ${there} and r.id > ${afterId}::bigint))`,
  };
}
