/** Rows of data models as the store has them: written and read without the acts. */
import { rows, statement, type Scope } from '../../src/db/index.ts';

const PUT = statement(`
  with put as (
    insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
    select $1, t.id, parent, coalesce((
      select jsonb_object_agg(c.id, given.value) from jsonb_each(one) as given
      join dm_column c on c.brand_id = $1 and c.table_id = t.id and c.name = given.key and c.deleted_at is null
    ), '{}'), 'fixture', 'fixture'
    from dm_table t, unnest($3::bigint[], $4::jsonb[]) with ordinality as given (parent, one, turn)
    where t.brand_id = $1 and t.name = $2 and t.deleted_at is null order by turn
    returning table_id, parent_id, id, data
  ), keyed as (
    insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
    select $1, put.table_id, c.id, parent_id, dm_hash(data ->> c.id::text), put.id
    from put join dm_column c on c.brand_id = $1 and c.table_id = put.table_id and c.is_unique and c.deleted_at is null
    where data ->> c.id::text <> ''
  )
  select id from put order by id`);

const VALUES = statement(`
  select r.data -> c.id::text
  from dm_row r
  join dm_table t on t.brand_id = $1 and t.id = r.table_id and t.name = $2 and t.deleted_at is null
  join dm_column c on c.brand_id = $1 and c.table_id = t.id and c.name = $3 and c.deleted_at is null
  where r.brand_id = $1 order by r.id`);

const KEYS = statement(`
  select k.row_id::text from dm_key k
  join dm_table t on t.brand_id = $1 and t.id = k.table_id and t.name = $2
  join dm_column c on c.brand_id = $1 and c.id = k.column_id and c.name = $3
  where k.brand_id = $1 and exists (
    select from dm_row r where r.brand_id = $1 and r.table_id = k.table_id and r.parent_id = k.parent_id
      and r.id = k.row_id and dm_hash(r.data ->> c.id::text) = k.value_hash
  )
  order by k.row_id`);

type Values = Readonly<Record<string, unknown>>;

/** Stores rows with their keys. @param given values by name of the column @returns their dm_row.id */
export async function putRows(
  { sql, brand }: Scope, table: string, given: readonly Values[], parentId = '0',
): Promise<string[]> {
  const put = await rows<[string]>(sql, PUT, [
    brand.id, table, given.map(() => parentId), given.map((one) => JSON.stringify(one)),
  ]);
  return put.flat();
}

/** What the rows of a table hold in a column, in the order of their ids; undefined: no value. */
export async function valuesOf({ sql, brand }: Scope, table: string, column: string): Promise<unknown[]> {
  const found = await rows<[unknown]>(sql, VALUES, [brand.id, table, column]);
  return found.map(([value]) => value ?? undefined);
}

/** Ids of the rows that a column has (right) keys for. */
export async function keysOf({ sql, brand }: Scope, table: string, column: string): Promise<string[]> {
  return (await rows<[string]>(sql, KEYS, [brand.id, table, column])).flat();
}

/** How many rows of the brand one of our tables has. */
export async function countOf({ sql, brand }: Scope, table: `dm_${string}`): Promise<number> {
  const [[count] = ['0']] = await rows<[string]>(
    sql, statement(`select count(*) from ${table} where brand_id = $1`), [brand.id]);
  return Number(count);
}

/** As the acts delete a row, or with table '' a customer: what is below is left to the job. */
export async function doom({ sql, brand }: Scope, table: string, id: string): Promise<void> {
  if (table === '') await sql('customer').where({ brand_id: brand.id, id }).delete();
  else await sql('dm_row').where({ brand_id: brand.id, id }).delete();
  await rows(sql, statement(`
    insert into dm_doomed (brand_id, table_id, row_id)
    select $1, coalesce((
      select id from dm_table where brand_id = $1 and name = $2 and deleted_at is null
    ), 0), $3`), [brand.id, table, id]);
}
