import { rows, statement, type TxScope } from '../../../db/index.ts';
import { failure, type TolkError } from '../../../errors.ts';
import type { Table } from '../../model/model.ts';
import type { Key, RowValues } from '../../values/index.ts';
import type { StoredRow } from './stored-rows.ts';

/** A value of a unique column below a parent row. */
export interface PlacedKey extends Key {
  /** dm_row.parent_id */
  readonly parentId: string;
}

/** A key that a row shall have. */
export interface Claim extends PlacedKey {
  /** dm_row.id */
  readonly rowId: string;
}

const GIVEN = `
  select g.column_id, g.parent_id, g.row_id, dm_hash(g.text) as value_hash, g.place
  from rows from (
    unnest($3::bigint[]), unnest($4::bigint[]), unnest($5::bigint[]), jsonb_array_elements_text($6::jsonb)
  ) with ordinality as g (column_id, parent_id, row_id, text, place)`;

/** By the primary key, one after the other: a join could go over all keys of a table (see byKey in stored-rows.ts). */
const KEY_OF_GIVEN = `
    k.brand_id = $1 and k.table_id = $2 and k.column_id = g.column_id and k.parent_id = g.parent_id
      and k.value_hash = g.value_hash`;

/**
 * All writers take keys in this order, after they have locked their rows, so that none waits for one that waits for
 * it. A key that somebody else is about to take or to give up is waited for.
 */
export const CLAIMED = `
given as materialized (${GIVEN}),
claimed as (
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select $1, $2, column_id, parent_id, value_hash, row_id from given order by column_id, value_hash, parent_id, place
  on conflict do nothing
  returning column_id, parent_id, value_hash
),
missing as materialized (
  select g.place::int - 1 as place from given g
  where not exists (
    select from claimed c
    where c.column_id = g.column_id and c.parent_id = g.parent_id and c.value_hash = g.value_hash
  )
)`;
const CLAIM = statement(`with ${CLAIMED} select place from missing`);

const DROP = statement(`
delete from dm_key where brand_id = $1 and ctid = any(array(
  select (select k.ctid from dm_key k where ${KEY_OF_GIVEN} and k.row_id = g.row_id) from (${GIVEN}) as g
))`);

const HOLDERS = statement(`
with given as materialized (${GIVEN})
select (select k.row_id from dm_key k where ${KEY_OF_GIVEN}) from given g order by g.place`);

/**
 * Takes keys for rows that the transaction has made or locked.
 * @param claims no key twice
 * @returns those that other rows have
 */
export async function claimKeys(tx: TxScope, table: Table, claims: readonly Claim[]): Promise<Claim[]> {
  if (claims.length === 0) return [];
  const missing = await rows<[place: number]>(tx.sql, CLAIM, keyValues(tx, table, claims));
  return missing.flatMap(([at]) => claims[at] ?? []);
}

/** Gives keys of rows back. */
export async function dropKeys(tx: TxScope, table: Table, keys: readonly Claim[]): Promise<void> {
  if (keys.length > 0) await rows(tx.sql, DROP, keyValues(tx, table, keys));
}

/** The row that has each of the keys (dm_row.id), in their order; null: none. */
export async function keyHolders(
  tx: TxScope, table: Table, keys: readonly PlacedKey[],
): Promise<(string | null)[]> {
  if (keys.length === 0) return [];
  const asked = keys.map((key) => ({ ...key, rowId: null }));
  return (await rows<[string | null]>(tx.sql, HOLDERS, keyValues(tx, table, asked))).flat();
}

/** $1 brand, $2 table, $3 to $6 the keys. */
export function keyValues(
  { brand }: TxScope, table: Table, keys: readonly (PlacedKey & { readonly rowId: string | null })[],
): unknown[] {
  return [
    brand.id, table.id, keys.map(({ column }) => column.id), keys.map(({ parentId }) => parentId),
    keys.map(({ rowId }) => rowId), JSON.stringify(keys.map(({ text }) => text)),
  ];
}

/** What a stored row has keys for and, with these values, has no more. */
export function replacedKeys({ id: rowId, parentId, keys }: StoredRow, values: RowValues): Claim[] {
  return [...keys].flatMap(([column, text]) =>
    (text !== null && text !== '' && values.has(column) && values.get(column) !== text
      ? [{ column, text, rowId, parentId }] : []));
}

/** What is thrown when another row has the value of a key. */
export function taken({ column, text }: Key): TolkError {
  return failure('COLUMN_VALUE_TAKEN', { column: column.name, value: text });
}
