import { rows, type Scope, type Statement } from '../../../db/index.ts';
import { StaleModel } from '../../model/model-cache.ts';
import type { Model } from '../../model/model.ts';
import { chainStatement, chainValues } from '../chain.ts';
import type { Filter } from './page-filter.ts';
import { orderSql, orderValue, type Cursor, type Order } from './page-order.ts';
import { placeNotFound, type Place } from '../place.ts';
import { rowColumns, type StoredRow } from './row-text.ts';

/** What one statement reads of the rows at a place. */
export interface Slice {
  readonly order: Order;
  readonly after?: Cursor | undefined;
  readonly filter?: Filter | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
  /** Bytes, as they are stored, of the rows that are given; one row is given in any case. */
  readonly bytes: number;
}

export interface SliceRows {
  readonly rows: readonly StoredRow[];
  /** Where the row of that number among them stands in the order. */
  readonly cursorAt: (index: number) => Cursor;
  /** Rows found by limit and offset: more than are given when these have enough bytes. */
  readonly found: number;
}

/** A row, and beside it: the model's revision, whether the parents are there, rows found, its key in the order. */
type RowLine = readonly [
  id: string, revision: number, data: string,
  createdAt: string, createdBy: string, modifiedAt: string, modifiedBy: string,
  modelRevision: string, isThere: boolean, found: string, key: string | null,
];
/** The only line when there are no rows. */
type EmptyLine = readonly [
  null, null, null, null, null, null, null, modelRevision: string, isThere: boolean, found: null, key: null,
];

/**
 * Reads a slice: one statement for definitions, parents and rows, so that all of it is of one moment.
 * @throws {StaleModel}
 * @throws {TolkError} ROW_NOT_FOUND when a parent is not there
 */
export async function readSlice(scope: Scope, model: Model, place: Place, slice: Slice): Promise<SliceRows> {
  const { order, after, filter, limit, offset = 0, bytes } = slice;
  const { id, timeZone } = scope.brand;
  const lines = await rows<RowLine | EmptyLine>(scope.sql, statementOf(order, filter)(place), [
    id, timeZone, place.table.id, place.parentId, orderValue(order, after), limit, offset, bytes,
    ...filterValues(filter), ...chainValues(place),
  ]);
  const [, , , , , , , revision, isThere, found] = lines[0] ?? [];
  if (revision !== model.revision) throw new StaleModel();
  if (isThere !== true) throw placeNotFound(place);
  const stored = lines.filter(isRow);
  return {
    rows: stored,
    cursorAt(index) {
      const [rowId = '', , , , , , , , , , key = null] = stored[index] ?? [];
      return { id: rowId, key };
    },
    found: Number(found),
  };
}

function isRow(line: RowLine | EmptyLine): line is RowLine {
  return line[0] !== null;
}

type StatementAt = (place: Place) => Statement;
/** By kind of order and filter: their number does not depend on what callers ask for. */
const statements = new Map<string, StatementAt>();

function statementOf(order: Order, filter: Filter | undefined): StatementAt {
  const kind = filter === undefined ? 'all' : filter.unique === undefined ? 'filtered' : 'unique';
  const form = `${order.key} ${order.descending} ${kind}`;
  const made = statements.get(form) ?? sliceStatement(order, kind);
  statements.set(form, made);
  return made;
}

const OWN_PARAMETERS = 8;

/** Conditions of a filter; each kind has its parameters after those that all have. */
const FILTERED = 'and r.data @> $9::jsonb and not r.data ?| $10::text[]';
const FILTERS = {
  all: { parameters: 0, sql: '' },
  filtered: { parameters: 2, sql: FILTERED },
  // Unique within the parent row: one row at most, found by its key.
  unique: {
    parameters: 4, sql: `${FILTERED} and r.id = (
          select k.row_id from dm_key k
          where k.brand_id = $1 and k.table_id = $3 and k.column_id = $11 and k.parent_id = $4
            and k.value_hash = dm_hash($12))`,
  },
};

function filterValues(filter: Filter | undefined): readonly unknown[] {
  if (filter === undefined) return [];
  const { values, absent, unique } = filter;
  return unique === undefined ? [values, absent] : [values, absent, unique.columnId, unique.value];
}

/** From the inside out: the rows in order, how large they are together, their texts, and the revision beside them. */
function sliceStatement(order: Order, kind: keyof typeof FILTERS): StatementAt {
  const { parameters, sql } = FILTERS[kind];
  const { key, isAfter, by } = orderSql(order, '$5');
  return chainStatement(OWN_PARAMETERS + parameters + 1, ({ isThere }) => `
  select ${rowColumns('$2')}, m.revision::text, ${isThere}, r.found, r.key::text
  from dm_model m
  left join (
    select r.*, count(*) over () as found,
      sum(pg_column_size(data)) over (order by ${by} rows unbounded preceding) - pg_column_size(data) as size_before
    from (
      select r.id, r.revision, r.data, r.created_at, r.created_by, r.modified_at, r.modified_by, ${key} as key
      from dm_row r
      where r.brand_id = $1 and r.table_id = $3 and r.parent_id = $4 and ${isAfter} ${sql}
      order by ${by}
      limit $6 offset $7
    ) r
  ) r on r.size_before < $8
  where m.brand_id = $1
  order by ${by.replaceAll(/\b(key|id)\b/g, 'r.$1')}`);
}
