import { rows, statement, type Scope, type Statement } from '../../db/index.ts';

const TABLES = statement('select id::text from dm_table where brand_id = $1 and deleted_at is not null order by id');
const COLUMNS = statement(`
  select c.table_id::text, array_agg(c.id::text order by c.id)
  from dm_column c join dm_table t on t.brand_id = $1 and t.id = c.table_id and t.deleted_at is null
  where c.brand_id = $1 and c.deleted_at is not null
  group by c.table_id order by c.table_id`);

/*
 * Each takes one batch in the order of a primary key, from a cursor on ($3): without it, each batch would step over
 * what the ones before deleted. They tell how many there were, and the last.
 */
const REMOVE_ROWS = statement(`
  with batch as (
    select parent_id, id from dm_row
    where brand_id = $1 and table_id = $2 and (parent_id, id) > (($3::text[])[1]::bigint, ($3::text[])[2]::bigint)
    order by parent_id, id limit $4
  ),
  gone as (
    delete from dm_row r using batch b
    where r.brand_id = $1 and r.table_id = $2 and r.parent_id = b.parent_id and r.id = b.id
  )
  select array[parent_id, id]::text[], count(*) over () from batch order by parent_id desc, id desc limit 1`);

/** $5: the columns; those of a dropped table are all there are. */
const REMOVE_KEYS = statement(`
  with batch as (
    select column_id, parent_id, value_hash from dm_key
    where brand_id = $1 and table_id = $2 and column_id = any($5::bigint[])
      and (column_id, parent_id, value_hash)
        > (($3::text[])[1]::bigint, ($3::text[])[2]::bigint, ($3::text[])[3]::bytea)
    order by column_id, parent_id, value_hash limit $4
  ),
  gone as (
    delete from dm_key k using batch b
    where k.brand_id = $1 and k.table_id = $2
      and k.column_id = b.column_id and k.parent_id = b.parent_id and k.value_hash = b.value_hash
  )
  select array[column_id::text, parent_id::text, value_hash::text], count(*) over ()
  from batch order by column_id desc, parent_id desc, value_hash desc limit 1`);

/** Nobody was shown the values, so neither revision nor time of the row change. $5: the columns. */
const REMOVE_VALUES = statement(`
  with batch as (
    select parent_id, id from dm_row
    where brand_id = $1 and table_id = $2 and data ?| $5::text[]
      and (parent_id, id) > (($3::text[])[1]::bigint, ($3::text[])[2]::bigint)
    order by parent_id, id limit $4
  ),
  rid as (
    update dm_row r set data = r.data - $5::text[] from batch b
    where r.brand_id = $1 and r.table_id = $2 and r.parent_id = b.parent_id and r.id = b.id
  )
  select array[parent_id, id]::text[], count(*) over () from batch order by parent_id desc, id desc limit 1`);

const REMOVE_TABLE = statement('delete from dm_table where brand_id = $1 and id = $2 and deleted_at is not null');
const REMOVE_COLUMNS = statement(`
  delete from dm_column where brand_id = $1 and id = any($2::bigint[]) and deleted_at is not null`);
const COLUMNS_OF_TABLE = statement('select id::text from dm_column where brand_id = $1 and table_id = $2');

const FIRST_ROW = ['-1', '0'];
const FIRST_KEY = ['0', '-1', '\\x'];

/** Removes tables that were dropped, with their rows. @throws the signal's reason when told to stop */
export async function purgeTables(scope: Scope, signal: AbortSignal): Promise<void> {
  const { sql, brand } = scope;
  for (const [tableId] of await rows<[string]>(sql, TABLES, [brand.id])) {
    const columnIds = (await rows<[string]>(sql, COLUMNS_OF_TABLE, [brand.id, tableId])).flat();
    await inBatches(scope, REMOVE_ROWS, FIRST_ROW, [tableId], signal);
    await inBatches(scope, REMOVE_KEYS, FIRST_KEY, [tableId, columnIds], signal);
    await rows(sql, REMOVE_TABLE, [brand.id, tableId]);
  }
}

/** Removes columns that were dropped from tables that stay. @throws the signal's reason when told to stop */
export async function purgeColumns(scope: Scope, signal: AbortSignal): Promise<void> {
  const { sql, brand } = scope;
  for (const [tableId, columnIds] of await rows<[string, string[]]>(sql, COLUMNS, [brand.id])) {
    await inBatches(scope, REMOVE_VALUES, FIRST_ROW, [tableId, columnIds], signal);
    await inBatches(scope, REMOVE_KEYS, FIRST_KEY, [tableId, columnIds], signal);
    await rows(sql, REMOVE_COLUMNS, [brand.id, columnIds]);
  }
}

/** Runs a statement until it finds no whole batch any more; each run is a transaction. */
async function inBatches(
  scope: Scope, remove: Statement, first: readonly string[], [tableId, ...more]: readonly unknown[],
  signal: AbortSignal,
): Promise<void> {
  const { brand, limits: { ROW_PURGE_BATCH: size } } = scope;
  for (let cursor = first; ;) {
    signal.throwIfAborted();
    const values = [brand.id, tableId, cursor, size, ...more];
    const [batch] = await scope.transaction((tx) => rows<[last: string[], found: string]>(tx.sql, remove, values));
    if (batch === undefined || Number(batch[1]) < size) return;
    cursor = batch[0];
  }
}
