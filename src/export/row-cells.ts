import { CUSTOMER_TABLE, type RowsWithParents, type Table } from '../datamodel/index.ts';
import type { Brand } from '../db/index.ts';
import { failure } from '../errors.ts';
import { formatted, formattedText, noFormat, type Cell } from './cell.ts';
import type { ExportColumn } from './definition.ts';
import { literal } from './literal.ts';

type RowColumn = Extract<ExportColumn, { column: string }>;

/** What a row has besides its columns, as the addresses and views of the data model name it. */
const KEPT = ['clang_id', 'clang_parentid', 'clang_createdat', 'clang_createdby', 'clang_modifiedat', 'clang_modifiedby'];

/** The rows of a table, with the tables by which a column may be told. */
export interface TableRows {
  readonly table: Table;
  readonly rows: RowsWithParents;
  readonly tableByName: ReadonlyMap<string, Table>;
}

/**
 * A column of the row, or of a row that contains it.
 * @param place of the column, for errors
 * @throws {TolkError} TABLE_NOT_FOUND, COLUMN_NOT_FOUND, FIELD_VALUE
 */
export function rowCell(column: RowColumn, place: string, of: TableRows, brand: Brand): Cell {
  const { table: own, rows, tableByName } = of;
  const { column: name, table: tableName = own.name, format } = column;
  const table = tableByName.get(tableName);
  const row = table === undefined || table === CUSTOMER_TABLE ? undefined : rows.alias(table);
  if (table === undefined || row === undefined) throw failure('TABLE_NOT_FOUND', { table: tableName });
  const { title = table === own ? name : `${tableName}.${name}` } = column;
  const defined = table.columnByName.get(name);
  if (defined === undefined) return keptCell({ name, title, format, place }, table, row, brand);
  const value = `coalesce(${row}.data ->> ${literal(defined.id)}, '')`;
  return { title, isFree: defined.type === 'string', sql: formattedText(value, defined.type, format, place) };
}

interface Asked {
  readonly name: string;
  readonly title: string;
  readonly format: string | undefined;
  readonly place: string;
}

function keptCell({ name, title, format, place }: Asked, table: Table, row: string, { timeZone }: Brand): Cell {
  const hasParent = table.parent !== undefined;
  if (!KEPT.includes(name) || (name === 'clang_parentid' && !hasParent)) {
    throw failure('COLUMN_NOT_FOUND', { column: name, table: table.name });
  }
  const time = (column: string) => formatted(
    `${row}.${column} at time zone ${literal(timeZone)}`, 'YYYY-MM-DD HH24:MI:SS', format, place);
  if (name === 'clang_createdat') return { title, isFree: false, sql: time('created_at') };
  if (name === 'clang_modifiedat') return { title, isFree: false, sql: time('modified_at') };
  if (format !== undefined) throw noFormat(format, place);
  if (name === 'clang_createdby') return { title, isFree: true, sql: `${row}.created_by` };
  if (name === 'clang_modifiedby') return { title, isFree: true, sql: `${row}.modified_by` };
  const id = name === 'clang_id' ? rowId(`${row}.id`)
    : table.parent === CUSTOMER_TABLE ? `'clang_' || ${row}.parent_id` : rowId(`${row}.parent_id`);
  return { title, isFree: false, sql: id };
}

function rowId(id: string): string {
  return `'clang_' || lpad(to_hex(${id}), 13, '0')`;
}
