import type { RawNumber } from '../../exact-json.ts';
import type { Table } from '../model/model.ts';

/** A stored value; null when there is none. Dates and times are texts in the forms of datamodel-rest.md 1.1. */
export type RowValue = string | number | boolean | RawNumber | null;

/** A row as it is shown; times `YYYY-MM-DD HH:MM:SS` in the zone of the brand. */
export interface Row {
  /** `clang_` and 13 hex digits. */
  readonly id: string;
  readonly revision: number;
  /** In the order of the table's columns. */
  readonly values: readonly RowValue[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
}

export interface FoundRow {
  readonly table: Table;
  readonly row: Row;
}

export interface RowPage {
  readonly table: Table;
  readonly rows: readonly Row[];
  /** Where the next page begins (`after`); undefined: there is none. */
  readonly next: string | undefined;
}

/** What became of one row of many; one of both is given. */
export interface Verdict {
  readonly id?: string;
  readonly created?: boolean;
  readonly error?: { readonly code: string; readonly column?: string; readonly message: string };
}

/**
 * The segments of an address after the root, decoded: tables and ids in turn, from a table of its own or
 * `customer` down, e.g. ['customer', 'clang_42', 'stay'].
 */
export type RowPath = readonly string[];

/** A row of many that have parents of their own. */
export interface PlacedRow {
  /** Of a table, the same for all. */
  readonly path: RowPath;
  /** The JSON as it came. */
  readonly row: unknown;
}

/** What a page of rows is asked with (datamodel-rest.md 3.3). */
export interface PageQuery {
  readonly limit: number;
  readonly offset?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
  /** Column name -> text that its value must be equal to. */
  readonly filter: ReadonlyMap<string, string>;
}
