import { customerQuery, customerReferenceQuery } from '../../customer/index.ts';
import { CUSTOMER_TABLE, type Table } from '../model/model.ts';
import type { SettledReference } from './settle-plan.ts';

/** change: the rows that are found are kept from being deleted. */
export type ParentsPurpose = 'change' | 'look';

interface ParentsQuery {
  /**
   * $1 the brand, from $2 on the values of each reference, last `numbers` unless there are none. Its rows are [place
   * from 0, id].
   */
  readonly text: string;
  /** Of tables and columns: the text is the same for all references of a form. */
  readonly numbers: readonly string[];
}

const FIRST_VALUE = 2;

/**
 * Query for the rows that references name, for many records at once, each by its indexes; when several fit a record,
 * for two of them. It locks in the order of ids, as all do who lock several; what is only looked at has a limit, or the
 * planner could join all rows of the table.
 * @param references at least one
 */
export function parentsQuery(references: readonly SettledReference[], purpose: ParentsPurpose): ParentsQuery {
  const numbers: string[] = [];
  const number: Numbered = (id) => `($${references.length + FIRST_VALUE}::bigint[])[${numbers.push(id)}]`;
  const given = references.map((_reference, level) => `unnest($${level + FIRST_VALUE}::text[])`);
  const levels = references.map((reference, level) => `(${levelQuery(reference, level, number)}) as p${level}`);
  const last = references.length - 1;
  const direct = references[last]?.table ?? CUSTOMER_TABLE;
  const text = `
with given as materialized (
  select * from rows from (${given.join(', ')})
    with ordinality as g (${references.map((_reference, level) => `v${level}`).join(', ')}, place)
), found as materialized (
  select g.place, f.parent_id, f.id
  from given g cross join lateral (
    select p${last}.parent_id, p${last}.id from ${levels.join(' cross join lateral ')} limit 2
  ) f
  order by f.id
)
select f.place::int - 1, f.id
from found f cross join lateral (${rowQuery(direct, number)} ${purpose === 'change' ? 'for key share' : 'limit 1'}) as there`;
  return { text, numbers };
}

/** SQL of the number of a table or column. */
type Numbered = (id: string) => string;

/** The rows that the value of a reference names, below that of the reference before it. */
function levelQuery(reference: SettledReference, level: number, number: Numbered): string {
  const value = `g.v${level}`;
  if (reference.column === undefined) {
    return `select 0 as parent_id, c.id from (${customerReferenceQuery(reference.by, '$1', value)}) c`;
  }
  const { table, column } = reference;
  const isValue = `k.table_id = ${number(table.id)} and k.column_id = ${number(column.id)} and k.value_hash = dm_hash(${value})`;
  if (level > 0 || table.parent === undefined) {
    const above = level > 0 ? `p${level - 1}.id` : '0';
    return `select k.parent_id, k.row_id as id from dm_key k
      where k.brand_id = $1 and k.parent_id = ${above} and ${isValue} limit 1`;
  }
  // As a sum, so that the primary key cannot serve: it would be read from one end of the column to the other.
  return `select k.parent_id, k.row_id as id from dm_key k
      where k.brand_id + 0 = $1 and substr(k.value_hash, 1, 8) = substr(dm_hash(${value}), 1, 8) and ${isValue}
        and ${isThere(table.parent, 'k.parent_id', number)}`;
}

/** Condition: a row or customer is there, and all above it. With an offset, or a join could go over all customers. */
function isThere(table: Table, id: string, number: Numbered): string {
  if (table === CUSTOMER_TABLE) return `exists (${customerQuery('$1', id)} offset 0)`;
  return `${id} <> all (array(${goneQuery(table, number)}))`;
}

/**
 * Rows of a table that have gone, or that something above has, while there are rows below them: until the job
 * `datamodel.purge` has come to those, what has gone is in dm_doomed. It has a few lines, or none.
 */
function goneQuery({ id, parent }: Table, number: Numbered): string {
  const gone = `select row_id from dm_doomed where brand_id = $1 and table_id = ${number(id)}`;
  if (parent === undefined) return gone;
  return `${gone} union all
          select r.id from (${goneQuery(parent, number)}) above cross join lateral (
            select id from dm_row where brand_id = $1 and table_id = ${number(id)} and parent_id = above.row_id offset 0
          ) r`;
}

/** The row that was found. */
function rowQuery(table: Table, number: Numbered): string {
  if (table === CUSTOMER_TABLE) return customerQuery('$1', 'f.id');
  return `select from dm_row r
    where r.brand_id = $1 and r.table_id = ${number(table.id)} and r.parent_id = f.parent_id and r.id = f.id`;
}
