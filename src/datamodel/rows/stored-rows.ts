import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Column, Table } from '../model/model.ts';
import type { Place, RowPlace } from './place.ts';

/** A row that the transaction has locked. */
export interface StoredRow {
  readonly id: string;
  readonly revision: number;
  /** What it has in the unique columns of its table; '' and null are no keys. */
  readonly keys: ReadonlyMap<Column, string | null>;
}

type Found = readonly [id: string, revision: number, keys: readonly (string | null)[]];

const UNIQUE_VALUES = `array(select r.data ->> id::text from unnest($4::bigint[]) with ordinality as c (id, place) order by place)`;

/**
 * The look-ups are written so that they can only go by the primary keys, one value after the other: in a table that
 * grew within the last minute, the planner believes in a handful of rows. `text` is compared once more because the
 * lock may have waited for somebody who changed it.
 */
const BY_KEY = statement(`
with given as materialized (
  select g.text, (
    select k.row_id from dm_key k
    where k.brand_id = $1 and k.table_id = $2 and k.column_id = $5::bigint and k.parent_id = $3
      and k.value_hash = dm_hash(g.text)
  ) as row_id
  from unnest($6::text[]) as g (text)
  order by row_id
)
select found.* from given g cross join lateral (
  select r.id, r.revision, ${UNIQUE_VALUES}
  from dm_row r
  where r.brand_id = $1 and r.table_id = $2 and r.parent_id = $3 and r.id = g.row_id
    and r.data ->> $5::bigint::text = g.text
  for no key update of r
) as found`);

const BY_ID_TO_CHANGE = statement(byId('no key update'));
const BY_ID_TO_DELETE = statement(byId('update'));

function byId(lock: string): string {
  return `
  select r.id, r.revision, ${UNIQUE_VALUES}
  from dm_row r where r.brand_id = $1 and r.table_id = $2 and r.parent_id = $3 and r.id = $5
  for ${lock} of r`;
}

/**
 * Finds rows by a unique column, in the order of ids, and locks them.
 * @returns by value
 */
export async function lockRowsByKey(
  { sql, brand }: TxScope, { table, parentId }: Place, column: Column, texts: readonly string[],
): Promise<Map<string, StoredRow>> {
  const unique = uniqueColumns(table);
  const found = await rows<Found>(sql, BY_KEY, [brand.id, table.id, parentId, idsOf(unique), column.id, texts]);
  return new Map(found.map((row) => {
    const stored = storedRow(unique, row);
    return [stored.keys.get(column) ?? '', stored];
  }));
}

/** @returns undefined when there is no such row (any more) */
export async function lockRow(
  { sql, brand }: TxScope, { table, parentId, rowId }: RowPlace, purpose: 'change' | 'delete',
): Promise<StoredRow | undefined> {
  const unique = uniqueColumns(table);
  const act = purpose === 'change' ? BY_ID_TO_CHANGE : BY_ID_TO_DELETE;
  const [row] = await rows<Found>(sql, act, [brand.id, table.id, parentId, idsOf(unique), rowId]);
  return row === undefined ? undefined : storedRow(unique, row);
}

function storedRow(unique: readonly Column[], [id, revision, texts]: Found): StoredRow {
  return { id, revision, keys: new Map(unique.map((column, place) => [column, texts[place] ?? null])) };
}

function uniqueColumns({ columns }: Table): Column[] {
  return columns.filter(({ unique }) => unique);
}

function idsOf(columns: readonly Column[]): string[] {
  return columns.map(({ id }) => id);
}
