import { failure } from '../../errors.ts';
import { isRawNumber } from '../../exact-json.ts';
import type { Column, Table } from '../model/model.ts';
import { mentionsNow } from './date-text.ts';
import { readValue, type ReadingContext } from './read-value.ts';

/** The columns that a row names, with their values as text; undefined: no value. */
export type RowValues = ReadonlyMap<Column, string | undefined>;

/** Members of answers that clients send back; ids and times are ours alone (datamodel-rest.md 1). */
const OURS = 'clang_';

/**
 * Reads a row as JSON gives it.
 * @throws {TolkError} ROW_FORM, COLUMN_UNKNOWN, COLUMN_VALUE, COLUMN_VALUE_LONG
 */
export function readGivenRow(table: Table, given: unknown, context: ReadingContext): RowValues {
  const values = new Map<Column, string | undefined>();
  for (const [name, value] of members(given)) {
    if (name.startsWith(OURS)) continue;
    const column = table.columnByName.get(name);
    if (column === undefined) throw columnUnknown(table, name);
    values.set(column, readValue(column, value, context));
  }
  return values;
}

function members(given: unknown): [string, unknown][] {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || isRawNumber(given)) {
    throw failure('ROW_FORM', {});
  }
  return Object.entries(given);
}

function columnUnknown({ name: table, columns }: Table, column: string) {
  const names = columns.map(({ name }) => name).join(', ');
  return failure('COLUMN_UNKNOWN', { column, table, columns: names === '' ? 'none' : names });
}

const DATE_TYPES = new Set(['date', 'time', 'datetime']);

/** Whether rows have a text such as `today`, so that reading them needs to know what day it is. */
export function needNow(table: Table, given: readonly unknown[]): boolean {
  const columns = table.columns.filter(({ type }) => DATE_TYPES.has(type));
  return columns.length > 0 && given.some((row) => columns.some(({ name }) => {
    const value = (row as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === 'string' && mentionsNow(value);
  }));
}

/** Types whose values are JSON of their own; all others are texts. */
const BARE_TYPES = new Set(['boolean', 'number', 'decimal']);

/** The values as dm_row.data keeps them, by number of the column. */
export function dataOf(values: RowValues): string {
  const pairs: string[] = [];
  for (const [{ id, type }, text] of values) {
    if (text !== undefined) pairs.push(`"${id}":${BARE_TYPES.has(type) ? text : JSON.stringify(text)}`);
  }
  return `{${pairs.join(',')}}`;
}

/** A value by which rows are told apart. */
export interface Key {
  readonly column: Column;
  readonly text: string;
}

/** The keys of a row, in the order in which all writers take them; an empty text is none. */
export function keysOf(values: RowValues): Key[] {
  const keys: Key[] = [];
  for (const [column, text] of values) {
    if (column.unique && text !== undefined && text !== '') keys.push({ column, text });
  }
  return keys.sort((one, other) => Number(one.column.id) - Number(other.column.id));
}
