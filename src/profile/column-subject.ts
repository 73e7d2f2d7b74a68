import type { Column, ColumnType, ContainedRows, Table } from '../datamodel/index.ts';
import type { Parameters } from './parameters.ts';
import type { Kind, Subject } from './subject.ts';

const KINDS: Readonly<Record<ColumnType, Kind>> = {
  string: 'text', date: 'date', time: 'time', datetime: 'moment', boolean: 'boolean', number: 'number', decimal: 'number',
};

/** Numbers and booleans are stored in forms that can be cast; a change of the model is seen before (compile.ts). */
const CASTS: Readonly<Partial<Record<Kind, string>>> = { number: '::numeric', boolean: '::boolean' };

/** A column of a row of the data model. */
export function columnSubject(
  table: Table, column: Column, { row }: ContainedRows, parameters: Parameters,
): Subject {
  const { id, type, name } = column;
  const key = parameters.place(id, 'text');
  const text = `(${row}.data ->> ${key})`;
  const kind = KINDS[type];
  const about = {
    kind, name: `column ${table.name}.${name}`, value: text + (CASTS[kind] ?? ''), nullable: true,
    isGiven: `(${text} <> '') is true`,
  };
  if (!column.unique || kind !== 'text') return about;
  // A value that is unique within its parent leads to the row, however many hang below that parent.
  const isEqual = (wanted: string) => `exists (
    select from dm_key k
    where k.row_id = ${row}.id and k.brand_id = ${parameters.brand} and k.table_id = ${parameters.place(table.id, 'bigint')}
      and k.column_id = ${key}::bigint and k.parent_id = ${row}.parent_id and k.value_hash = dm_hash(${wanted}))`;
  return { ...about, isEqual };
}
