import type { OptionDefinition } from '../customer/index.ts';
import { CUSTOMER_TABLE, type Table } from '../datamodel/index.ts';
import type { Brand } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Cell } from './cell.ts';
import { campaignCell, FIELD_NAMES, fieldCell, optionCell } from './customer-cells.ts';
import type { ExportColumn, ExportSource } from './definition.ts';
import { literal } from './literal.ts';
import { rowCell, type TableRows } from './row-cells.ts';

/** What columns can be of, as it is in the snapshot of the statement. */
interface Names {
  readonly brand: Brand;
  readonly options: ReadonlyMap<string, OptionDefinition>;
  /** undefined: customers are exported. */
  readonly rows: TableRows | undefined;
  /** Campaign that brings the customers. */
  readonly campaignId: string | undefined;
}

/** What tells which customer a row is of. */
const CUSTOMER_KEYS = ['id', 'externalId', 'emailAddress'];
const BOUNCE_FIELDS = [...CUSTOMER_KEYS, 'mailStatus', 'softBounceCount', 'hardBounceCount'];

/**
 * The cells of a line, in order.
 * @throws {TolkError} OPTION_UNKNOWN, TABLE_NOT_FOUND, COLUMN_NOT_FOUND, FIELD_VALUE
 */
export function cellsOf(columns: readonly ExportColumn[], source: ExportSource, names: Names): Cell[] {
  const asked = columns.length > 0 ? columns : usualColumns(source, names);
  return asked.map((column, index) => {
    const place = `columns.${index}`;
    if (!('campaignField' in column)) return cellOf(column, place, names);
    if (source.kind === 'campaign') return campaignCell(column, names);
    const why = 'is for exports of source campaign only';
    throw failure('FIELD_VALUE', { field: `${place}.campaignField`, why, value: column.campaignField });
  });
}

function cellOf(
  column: Exclude<ExportColumn, { campaignField: string }>, place: string, { brand, options, rows }: Names,
): Cell {
  if ('value' in column) return { title: column.title, isFree: false, sql: `${literal(column.value)}::text` };
  if ('column' in column) {
    if (rows !== undefined) return rowCell(column, place, rows, brand);
    throw failure('FIELD_VALUE', { field: `${place}.column`, why: 'is for rows of a table only', value: column.column });
  }
  if (rows !== undefined && rows.rows.alias(CUSTOMER_TABLE) === undefined) {
    const [name] = 'field' in column ? [column.field] : [column.option];
    throw failure('FIELD_VALUE', { field: place, why: `is of customers, and table ${rows.table.name} is not below them`, value: name });
  }
  return 'field' in column ? fieldCell(column, place, brand) : optionCell(column, place, options);
}

function usualColumns({ kind }: ExportSource, { options, rows }: Names): ExportColumn[] {
  const fields = (names: readonly string[]): ExportColumn[] => names.map((field) => ({ field }));
  if (kind === 'bouncers') return fields(BOUNCE_FIELDS);
  if (rows === undefined) return [...fields(FIELD_NAMES), ...[...options.keys()].map((option) => ({ option }))];
  const { table } = rows;
  const customer = rows.rows.alias(CUSTOMER_TABLE) === undefined ? []
    : CUSTOMER_KEYS.map((field) => ({ field, title: `customer.${field}` }));
  return [...customer, ...parentKeys(table), { column: 'clang_id' }, ...table.columns.map(({ name }) => ({ column: name }))];
}

/** What the rows above are known by: their ids and unique values. */
function parentKeys({ parent }: Table): ExportColumn[] {
  if (parent === undefined || parent === CUSTOMER_TABLE) return [];
  const unique = parent.columns.filter((column) => column.unique).map(({ name }) => name);
  return [...parentKeys(parent), ...['clang_id', ...unique].map((column) => ({ column, table: parent.name }))];
}
