import { rows, statement, type TxScope } from '../../../db/index.ts';
import { StaleModel } from '../../model/model-cache.ts';
import type { Column, Model, Table } from '../../model/model.ts';
import type { RowPlace } from '../place.ts';

/** A row of the store; unless said otherwise, the transaction has locked it. */
export interface StoredRow {
  readonly id: string;
  readonly parentId: string;
  readonly revision: number;
  /** What it has in the unique columns of its table, and others that were asked for; '' and null are no keys. */
  readonly keys: ReadonlyMap<Column, string | null>;
}

type Found = readonly [parentId: string, id: string, revision: number, keys: readonly (string | null)[]];

const FOUND = `r.parent_id, r.id, r.revision,
    array(select r.data ->> id::text from unnest($3::bigint[]) with ordinality as c (id, place) order by place)`;

/**
 * The look-ups are written so that they can only go by the primary keys, one value after the other: in a table that
 * grew within the last minute, the planner believes in a handful of rows. `text` is compared once more because the
 * lock may have waited for somebody who changed it. What is wanted comes as JSON: items of arrays are counted by the
 * planner, which then makes a plan for each call.
 */
const WANTED = `
with given as materialized (
  select g."parentId" as parent_id, g.text, g.place, (
    select k.row_id from dm_key k
    where k.brand_id = $1 and k.table_id = $2 and k.column_id = $4::bigint and k.parent_id = g."parentId"
      and k.value_hash = dm_hash(g.text)
  ) as row_id
  from rows from (jsonb_to_recordset($5::jsonb) as ("parentId" bigint, text text)) with ordinality as g ("parentId", text, place)
  order by row_id, place
)`;
const rowOfGiven = (lock: string) => `
  select ${FOUND}
  from dm_row r
  where r.brand_id = $1 and r.table_id = $2 and r.parent_id = g.parent_id and r.id = g.row_id
    and r.data ->> $4::bigint::text = g.text
  ${lock}`;
const byKey = (lock: string) => statement(`${WANTED}
select found.* from given g cross join lateral (${rowOfGiven(lock)}) as found`);

/** The model is held before any row is, as by all who write. */
const BY_KEY_OR_NEW = statement(`${WANTED}, guard as materialized (
  select dm_write_under($1, $6) as is_settled
)
select is_settled, g.place::int - 1, coalesce(found.id, nextval('dm_row_id')), found.*
from guard left join given g on is_settled
left join lateral (${rowOfGiven('for no key update of r')}) as found on true`);
const BY_KEY_TO_CHANGE = byKey('for no key update of r');
/** With a limit, or a join could go over all rows here, too. */
const BY_KEY = byKey('limit 1');
const BY_ID_TO_CHANGE = statement(byId('no key update'));
const BY_ID_TO_DELETE = statement(byId('update'));

function byId(lock: string): string {
  return `
  select ${FOUND}
  from dm_row r where r.brand_id = $1 and r.table_id = $2 and r.parent_id = $4 and r.id = $5
  for ${lock} of r`;
}

const manyById = (lock: string) => statement(`
with given as materialized (
  select g.parent_id, g.row_id from rows from (unnest($4::bigint[]), unnest($5::bigint[])) as g (parent_id, row_id)
  order by row_id
)
select found.* from given g cross join lateral (
  select ${FOUND}
  from dm_row r where r.brand_id = $1 and r.table_id = $2 and r.parent_id = g.parent_id and r.id = g.row_id
  for ${lock} of r
) as found`);

const MANY_TO_CHANGE = manyById('no key update');
const MANY_TO_DELETE = manyById('update');

/** Locks rows in the order of ids. @returns those that are there (still), in that order */
export async function lockRows(
  { sql, brand }: TxScope, table: Table, wanted: readonly Pick<StoredRow, 'parentId' | 'id'>[],
  purpose: 'change' | 'delete',
): Promise<StoredRow[]> {
  if (wanted.length === 0) return [];
  const unique = uniqueColumns(table);
  const found = await rows<Found>(sql, purpose === 'change' ? MANY_TO_CHANGE : MANY_TO_DELETE, [
    brand.id, table.id, idsOf(unique), wanted.map(({ parentId }) => parentId), wanted.map(({ id }) => id),
  ]);
  return found.map((row) => storedRow(unique, row));
}

/** A value of the column that rows are looked up by. */
interface Wanted {
  /** dm_row.parent_id */
  readonly parentId: string;
  readonly text: string;
}

interface Lookup {
  readonly column: Column;
  /** look: nothing is locked. */
  readonly purpose: 'change' | 'look';
  /** Columns beside the unique ones whose values are told. */
  readonly more?: readonly Column[];
}

/**
 * Finds rows by a unique column, in the order of ids, and locks them.
 * @returns the rows in no certain order; those that are not there are left out
 */
export async function rowsByKey(
  { sql, brand }: TxScope, table: Table, { column, purpose, more = [] }: Lookup, wanted: readonly Wanted[],
): Promise<StoredRow[]> {
  const told = [...new Set([...uniqueColumns(table), ...more])];
  const found = await rows<Found>(sql, purpose === 'change' ? BY_KEY_TO_CHANGE : BY_KEY, [
    brand.id, table.id, idsOf(told), column.id, JSON.stringify(wanted),
  ]);
  return found.map((row) => storedRow(told, row));
}

/** A row that is there, or the number of one to be made. */
export interface StoredOrNew {
  readonly id: string;
  /** Locked; undefined: a new one. */
  readonly stored: StoredRow | undefined;
}

/**
 * The same to change, with numbers for what is not there; keeps the model as it is until the transaction ends, too.
 * @param wanted each once, at least one
 * @returns one per value, in their order
 * @throws {StaleModel} when the model has changed
 */
export async function rowsByKeyOrNew(
  { sql, brand }: TxScope, { revision }: Model, table: Table, column: Column, wanted: readonly Wanted[],
): Promise<StoredOrNew[]> {
  const told = uniqueColumns(table);
  type FoundOrNew = readonly [isSettled: boolean, place: number, id: string, ...Found | [parentId: null]];
  const values = [brand.id, table.id, idsOf(told), column.id, JSON.stringify(wanted), revision];
  const all: StoredOrNew[] = [];
  for (const [isSettled, place, id, ...found] of await rows<FoundOrNew>(sql, BY_KEY_OR_NEW, values)) {
    if (!isSettled) throw new StaleModel();
    all[place] = { id, stored: found[0] === null ? undefined : storedRow(told, found as Found) };
  }
  return all;
}

/** @returns undefined when there is no such row (any more) */
export async function lockRow(
  { sql, brand }: TxScope, { table, parentId, rowId }: RowPlace, purpose: 'change' | 'delete',
): Promise<StoredRow | undefined> {
  const unique = uniqueColumns(table);
  const act = purpose === 'change' ? BY_ID_TO_CHANGE : BY_ID_TO_DELETE;
  const [row] = await rows<Found>(sql, act, [brand.id, table.id, idsOf(unique), parentId, rowId]);
  return row === undefined ? undefined : storedRow(unique, row);
}

function storedRow(told: readonly Column[], [parentId, id, revision, texts]: Found): StoredRow {
  return { id, parentId, revision, keys: new Map(told.map((column, place) => [column, texts[place] ?? null])) };
}

function uniqueColumns({ columns }: Table): Column[] {
  return columns.filter(({ unique }) => unique);
}

function idsOf(columns: readonly Column[]): string[] {
  return columns.map(({ id }) => id);
}
