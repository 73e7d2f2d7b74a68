import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { ColumnRef } from './column-diff.ts';
import { livingRows, tablesAbove } from './living-rows.ts';
import type { Table } from './model.ts';

/** $1 the brand, $2 the tables from the top down, $3 the column. Empty values are not compared. */
const valuesOf = (table: Table) => `
    select r.parent_id, r.id, r.data ->> $3::text as value
    from (${livingRows(table, '$1', (place) => `($2::bigint[])[${place + 1}]`)}) r
    where r.data ->> $3::text <> ''`;

const findLong = (table: Table) => statement(`
  with value as (${valuesOf(table)})
  select count(*), left(min(value), 50) from value where octet_length(value) > $4`);

const findTwins = (table: Table) => statement(`
  with value as (${valuesOf(table)}),
  twin as (select min(value) as value from value group by parent_id, dm_hash(value) having count(*) > 1)
  select count(*), min(value) from twin`);

/** Rows that nobody sees get no key: the job removes them, and meanwhile nothing can be unlike them. */
const writeKeys = (table: Table) => statement(`
  with value as (${valuesOf(table)})
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select $1, $4, $3::bigint, parent_id, dm_hash(value), id from value`);

const REMOVE_KEYS = statement('delete from dm_key where brand_id = $1 and table_id = $2 and column_id = $3');

/**
 * Looks whether the values that are there now are unlike each other.
 * @throws {TolkError} MODEL_NOT_UNIQUE with how many are not, and one of them
 */
export async function checkUnique({ sql, brand, limits }: Scope, { table, id, name }: ColumnRef): Promise<void> {
  const values = [brand.id, tablesAbove(table).map((one) => one.id), id];
  const most = limits.ROW_UNIQUE_BYTES;
  const [[long, start] = ['0', null]] = await rows<Found>(sql, findLong(table), [...values, most]);
  const refuse = (why: string) => failure('MODEL_NOT_UNIQUE', { table: table.name, column: name, why });
  if (long !== '0') throw refuse(`values of more than ${most} bytes: ${long}, one begins with ${start}`);
  const [[twins, value] = ['0', null]] = await rows<Found>(sql, findTwins(table), values);
  if (twins !== '0') throw refuse(`values that are there more than once: ${twins}, one is ${value}`);
}

type Found = readonly [count: string, example: string | null];

/** Puts down the values of a column that becomes unique. */
export async function addKeys({ sql, brand }: Scope, { table, id }: ColumnRef): Promise<void> {
  await rows(sql, writeKeys(table), [brand.id, tablesAbove(table).map((one) => one.id), id, table.id]);
}

/** Forgets the values of a column that is no longer unique. */
export async function removeKeys({ sql, brand }: Scope, { table, id }: ColumnRef): Promise<void> {
  await rows(sql, REMOVE_KEYS, [brand.id, table.id, id]);
}
