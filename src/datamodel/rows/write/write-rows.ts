import { rows, statement, type TxScope } from '../../../db/index.ts';
import type { Table } from '../../model/model.ts';
import { dataOf, type RowValues } from '../../values/index.ts';
import { CLAIMED, keyValues, type Claim } from './keys.ts';

/** A row to be written. */
export interface RowWrite {
  /** dm_row.id */
  readonly id: string;
  readonly parentId: string;
  readonly values: RowValues;
}

const TAKE_IDS = statement(`select nextval('dm_row_id') from generate_series(1, $1::int)`);

/** $1 brand, $2 table; the rows come as four more. @param first number of the first of them */
const insertion = (first: number) => `
  insert into dm_row (brand_id, table_id, parent_id, id, data, created_by, modified_by)
  select $1, $2, r.parent_id, r.id, r.data, $${first + 3}, $${first + 3}
  from rows from (unnest($${first}::bigint[]), unnest($${first + 1}::bigint[]), jsonb_array_elements($${first + 2}::jsonb))
    as r (parent_id, id, data)`;
const INSERT = statement(insertion(3));
const INSERT_CLAIMED = statement(`
with ${CLAIMED},
made as (${insertion(7)} where not exists (select from missing))
select place from missing`);

/** The named columns in place of what a row has there; $5 says them by number of the row. */
const WRITTEN = `(r.data - array(select jsonb_array_elements_text($5::jsonb -> r.id::text -> 'cleared')))
    || ($5::jsonb -> r.id::text -> 'data')`;

/**
 * The row of each pair of $3 and $4, found one by one: a join could go over all rows of a table (see byKey in
 * stored-rows.ts).
 */
const eachRow = (wanted: string) => `
  select (
    select ${wanted} from dm_row r
    where r.brand_id = $1 and r.table_id = $2 and r.parent_id = g.parent_id and r.id = g.id
  ) from rows from (unnest($3::bigint[]), unnest($4::bigint[])) as g (parent_id, id)`;

/** The rows are locked by whoever found them, so they stay at their places on disk. */
const UPDATE = statement(`
update dm_row r
set data = ${WRITTEN}, revision = revision + 1, modified_at = clock_timestamp(), modified_by = $6
where r.brand_id = $1 and r.ctid = any(array(${eachRow('r.ctid')}))`);

const DELETE = statement(`delete from dm_row r where r.brand_id = $1 and r.ctid = any(array(${eachRow('r.ctid')}))`);

/** Deletes rows, without their keys. */
export async function deleteStoredRows(
  { sql, brand }: TxScope, table: Table, stored: readonly Pick<RowWrite, 'id' | 'parentId'>[],
): Promise<void> {
  const ids = [stored.map(({ parentId }) => parentId), stored.map(({ id }) => id)];
  if (stored.length > 0) await rows(sql, DELETE, [brand.id, table.id, ...ids]);
}

const CHANGES = statement(eachRow(`r.data is distinct from (${WRITTEN})`));

/** Numbers for new rows, in the order in which they were made. */
export async function takeRowIds({ sql }: TxScope, count: number): Promise<string[]> {
  return count === 0 ? [] : (await rows<[string]>(sql, TAKE_IDS, [count])).map(([id]) => id);
}

/** Stores new rows, without their keys. */
export async function insertNewRows(tx: TxScope, table: Table, writes: readonly RowWrite[]): Promise<void> {
  if (writes.length > 0) await rows(tx.sql, INSERT, [tx.brand.id, table.id, ...newValues(tx, writes)]);
}

/**
 * Takes keys, and stores new rows if none is missing.
 * @param claims no key twice
 * @returns those that other rows have
 */
export async function insertClaimedRows<Wish extends Claim>(
  tx: TxScope, table: Table, claims: readonly Wish[], writes: readonly RowWrite[],
): Promise<Wish[]> {
  const values = [...keyValues(tx, table, claims), ...newValues(tx, writes)];
  return (await rows<[place: number]>(tx.sql, INSERT_CLAIMED, values)).flatMap(([at]) => claims[at] ?? []);
}

function newValues({ actor }: TxScope, writes: readonly RowWrite[]): unknown[] {
  const data = `[${writes.map(({ values }) => dataOf(values)).join(',')}]`;
  return [writes.map(({ parentId }) => parentId), writes.map(({ id }) => id), data, actor.name];
}

/** Changes the named columns of rows, without their keys; each row once. */
export async function updateStoredRows(tx: TxScope, table: Table, writes: readonly RowWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await rows(tx.sql, UPDATE, [...places(tx, table, writes), changesOf(writes), tx.actor.name]);
}

/** Those that have something else in the named columns; each row once. */
export async function writesThatChange<Write extends RowWrite>(
  tx: TxScope, table: Table, writes: readonly Write[],
): Promise<Write[]> {
  if (writes.length === 0) return [];
  const changes = await rows<[boolean | null]>(tx.sql, CHANGES, [...places(tx, table, writes), changesOf(writes)]);
  return writes.filter((_write, place) => changes[place]?.[0] === true);
}

function places({ brand }: TxScope, table: Table, writes: readonly RowWrite[]): unknown[] {
  return [brand.id, table.id, writes.map(({ parentId }) => parentId), writes.map(({ id }) => id)];
}

function changesOf(writes: readonly RowWrite[]): string {
  const changes = writes.map(({ id, values }) => {
    const cleared = [...values].flatMap(([column, text]) => (text === undefined ? [`"${column.id}"`] : []));
    return `"${id}":{"data":${dataOf(values)},"cleared":[${cleared.join(',')}]}`;
  });
  return `{${changes.join(',')}}`;
}
