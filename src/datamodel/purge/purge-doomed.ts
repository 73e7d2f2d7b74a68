import { rows, statement, type Scope } from '../../db/index.ts';
import { holdModel } from '../model/model-lock.ts';

const DOOMED = statement(`
  select table_id::text, row_id::text from dm_doomed
  where brand_id = $1 and (table_id, row_id) > ($2::bigint, $3::bigint)
  order by table_id, row_id limit $4`);

const CHILD_TABLES = statement('select id::text from dm_table where brand_id = $1 and parent_id = $2');

/**
 * One batch of the rows of a table ($2) below deleted parents ($3), from a row of the first parent on ($4): without
 * it, each batch would step over what the ones before deleted. Those that may have rows below them are doomed next.
 * By places on disk, not by joins: of a table that grew within the last minute the planner believes that it is empty,
 * and would compare all its rows with the whole batch.
 */
const REMOVE_ROWS = statement(`
  with batch as (
    select r.parent_id, r.id, r.place_on_disk
    from unnest($3::bigint[]) with ordinality as parent (id, place)
    cross join lateral (
      select r.parent_id, r.id, r.ctid as place_on_disk from dm_row r
      where r.brand_id = $1 and r.table_id = $2 and r.parent_id = parent.id
        and r.id > case when place = 1 then $4::bigint else 0 end
      order by r.id
      limit $5
    ) r
    limit $5
  ),
  gone as (
    delete from dm_row where ctid = any(array(select place_on_disk from batch)) and brand_id = $1
    returning parent_id, id, data
  ),
  forgotten as (
    delete from dm_key where brand_id = $1 and ctid = any(array(
      select (
        select k.ctid from dm_key k
        where k.brand_id = $1 and k.table_id = $2 and k.column_id = c.id and k.parent_id = g.parent_id
          and k.value_hash = dm_hash(g.data ->> c.id::text) and k.row_id = g.id
      )
      from gone g cross join (select id from dm_column where brand_id = $1 and table_id = $2 and is_unique) as c
    ))
  ),
  doomed as (
    insert into dm_doomed (brand_id, table_id, row_id)
    select $1, $2, id from gone
    where exists (select from dm_table child where child.brand_id = $1 and child.parent_id = $2)
    on conflict do nothing
  )
  select parent_id::text, max(id)::text, sum(count(*)) over ()
  from batch group by parent_id order by array_position($3::bigint[], parent_id) desc limit 1`);

/** Those below which nothing is left. */
const FORGET = statement(`
  delete from dm_doomed d using unnest($2::bigint[], $3::bigint[]) as done (table_id, row_id)
  where d.brand_id = $1 and d.table_id = done.table_id and d.row_id = done.row_id
    and not exists (
      select from dm_table child
      join dm_row r on r.brand_id = $1 and r.table_id = child.id and r.parent_id = d.row_id
      where child.brand_id = $1 and child.parent_id = d.table_id
    )
  returning 1`);

/**
 * Removes all rows below deleted rows and customers, a level at a time.
 * @throws the signal's reason when told to stop
 */
export async function purgeDoomed(scope: Scope, signal: AbortSignal): Promise<void> {
  // A level may have a lower table number than the one above it, so one pass need not find all.
  while (await passOver(scope, signal));
}

/** @returns whether there was anything to do */
async function passOver(scope: Scope, signal: AbortSignal): Promise<boolean> {
  const { sql, brand, limits: { ROW_PURGE_BATCH: size } } = scope;
  let last: Doomed | undefined = ['-1', '0'];
  let forgotten = 0;
  while (last !== undefined) {
    const doomed: Doomed[] = await rows<Doomed>(sql, DOOMED, [brand.id, ...last, size]);
    for (const [tableId, ofTable] of Map.groupBy(doomed, ([table]) => table)) {
      const ids = ofTable.map(([, id]) => id);
      const children = await rows<[string]>(sql, CHILD_TABLES, [brand.id, tableId]);
      for (const [childId] of children) await removeRows(scope, childId, ids, signal);
    }
    signal.throwIfAborted();
    const done = await rows(sql, FORGET, [brand.id, doomed.map(([table]) => table), doomed.map(([, id]) => id)]);
    forgotten += done.length;
    last = doomed.length < size ? undefined : doomed.at(-1);
  }
  return forgotten > 0;
}

type Doomed = readonly [tableId: string, rowId: string];

async function removeRows(
  scope: Scope, tableId: string, parentIds: readonly string[], signal: AbortSignal,
): Promise<void> {
  const { ROW_PURGE_BATCH: size } = scope.limits;
  let left = parentIds;
  let cursor = '0';
  while (left.length > 0) {
    signal.throwIfAborted();
    const last = await removeBatch(scope, [scope.brand.id, tableId, left, cursor, size]);
    if (last === undefined || Number(last[2]) < size) return;
    left = left.slice(left.indexOf(last[0]));
    cursor = last[1];
  }
}

type Last = readonly [parentId: string, rowId: string, removed: string];

/** Nothing becomes unique meanwhile: its keys would be written for rows that this deletes. */
async function removeBatch(scope: Scope, values: readonly unknown[]): Promise<Last | undefined> {
  return scope.transaction(async (tx) => {
    await holdModel(tx);
    const [last] = await rows<Last>(tx.sql, REMOVE_ROWS, values);
    return last;
  });
}
