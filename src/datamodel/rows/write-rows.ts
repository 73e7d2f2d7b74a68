import { rows, statement, type TxScope } from '../../db/index.ts';
import { dataOf, type RowValues } from '../values/index.ts';
import type { Place } from './place.ts';

/** A row to be written. */
export interface RowWrite {
  /** dm_row.id */
  readonly id: string;
  readonly values: RowValues;
}

const TAKE_IDS = statement(`select nextval('dm_row_id') from generate_series(1, $1::int)`);

const INSERT = statement(`
  insert into dm_row (brand_id, table_id, parent_id, id, data, created_by, modified_by)
  select $1, $2, $3, r.id, r.data, $6, $6
  from rows from (unnest($4::bigint[]), jsonb_array_elements($5::jsonb)) as r (id, data)`);

/**
 * The rows are locked by whoever found them, so they stay at their places on disk, which are found one by one: a join
 * could go over all rows of a table (see BY_KEY in stored-rows.ts).
 */
const UPDATE = statement(`
update dm_row
set data = (data - array(select jsonb_array_elements_text($4::jsonb -> id::text -> 'cleared')))
    || ($4::jsonb -> id::text -> 'data'),
  revision = revision + 1, modified_at = clock_timestamp(), modified_by = $6
where brand_id = $1 and ctid = any(array(
  select (
    select r.ctid from dm_row r where r.brand_id = $1 and r.table_id = $2 and r.parent_id = $3 and r.id = g.id
  ) from unnest($5::bigint[]) as g (id)
))`);

/** Numbers for new rows, in the order in which they were made. */
export async function takeRowIds({ sql }: TxScope, count: number): Promise<string[]> {
  return count === 0 ? [] : (await rows<[string]>(sql, TAKE_IDS, [count])).map(([id]) => id);
}

/** Stores new rows, without their keys. */
export async function insertNewRows(tx: TxScope, place: Place, writes: readonly RowWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const data = `[${writes.map(({ values }) => dataOf(values)).join(',')}]`;
  const { sql, brand, actor } = tx;
  const ids = writes.map(({ id }) => id);
  await rows(sql, INSERT, [brand.id, place.table.id, place.parentId, ids, data, actor.name]);
}

/** Changes the named columns of rows, without their keys; each row once. */
export async function updateStoredRows(tx: TxScope, place: Place, writes: readonly RowWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const changes = writes.map(({ id, values }) => {
    const cleared = [...values].flatMap(([column, text]) => (text === undefined ? [`"${column.id}"`] : []));
    return `"${id}":{"data":${dataOf(values)},"cleared":[${cleared.join(',')}]}`;
  });
  const ids = writes.map(({ id }) => id);
  const { sql, brand, actor } = tx;
  await rows(sql, UPDATE, [brand.id, place.table.id, place.parentId, `{${changes.join(',')}}`, ids, actor.name]);
}
