import { parseExact } from '../../../exact-json.ts';
import type { Table } from '../../model/model.ts';
import { shownId } from '../place.ts';
import type { Row, RowValue } from '../row.ts';

const SHOWN_TIME = `'YYYY-MM-DD HH24:MI:SS'`;

/**
 * What is selected of a row, as `StoredRow` has it. Data come as text, for numbers keep their digits only there.
 * @param zone parameter with the brand's zone
 */
export function rowColumns(zone: string): string {
  const time = (column: string) => `to_char(r.${column} at time zone ${zone}::text, ${SHOWN_TIME})`;
  return `r.id, r.revision, r.data::text, ${time('created_at')}, r.created_by, ${time('modified_at')}, r.modified_by`;
}

/** What else is selected may follow. */
export type StoredRow = readonly [
  id: string, revision: number, data: string,
  createdAt: string, createdBy: string, modifiedAt: string, modifiedBy: string, ...rest: unknown[],
];

/** A stored row with the values of a table's columns. */
export function rowOf({ columns }: Table, stored: StoredRow): Row {
  const [id, revision, data, createdAt, createdBy, modifiedAt, modifiedBy] = stored;
  const byColumn = parseExact(data) as Readonly<Record<string, RowValue>>;
  const values = columns.map((column) => byColumn[column.id] ?? null);
  return { id: shownId(id), revision, values, createdAt, createdBy, modifiedAt, modifiedBy };
}
