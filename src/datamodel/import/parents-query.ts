import { customerQuery, customerReferenceQuery } from '../../customer/index.ts';
import { CUSTOMER_TABLE, type Table } from '../model/model.ts';
import type { RowNamed, SettledReference } from './settle-plan.ts';

/** change: the rows that are found are kept from being deleted. */
export type ParentsPurpose = 'change' | 'look';

interface ParentsQuery {
  /** $1 the brand, $2 `numbers`, from $3 on the values of each reference; rows are [place from 0, id]. */
  readonly text: string;
  /** Of tables and columns: the text is the same for all references of a form. */
  readonly numbers: readonly string[];
}

const FIRST_VALUE = 3;

/**
 * Query for the rows that references name, for many records at once, each by its indexes; when several fit a record,
 * for two of them. It locks in the order of ids, as all do who lock several.
 * @param references at least one
 */
export function parentsQuery(references: readonly SettledReference[], purpose: ParentsPurpose): ParentsQuery {
  const numbers: string[] = [];
  const number: Numbered = (id) => `($2::bigint[])[${numbers.push(id)}]`;
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
from found f cross join lateral (${rowQuery(direct, number)} ${purpose === 'change' ? 'for key share' : ''}) as there`;
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
  return `
      select k.parent_id, k.row_id as id from dm_key k
      where k.brand_id = $1 and k.table_id = ${number(table.id)} and k.column_id = ${number(column.id)}
        and k.value_hash = dm_hash(${value}) and ${belowQuery(reference, level, value, number)}`;
}

/** Below one row the primary key finds a value; below whatever row that is there, the index by value does. */
function belowQuery({ table: { parent } }: RowNamed, level: number, value: string, number: Numbered): string {
  if (level > 0) return `k.parent_id = p${level - 1}.id`;
  if (parent === undefined) return 'k.parent_id = 0';
  return `substr(k.value_hash, 1, 8) = substr(dm_hash(${value}), 1, 8)
        and exists (${chainQuery(parent, 1, 'k', number)})`;
}

/** A row or customer that is there with all above it, by its number alone. */
function chainQuery({ id, parent }: Table, level: number, below: string, number: Numbered): string {
  if (id === CUSTOMER_TABLE.id) return customerQuery('$1', `${below}.parent_id`);
  const row = `a${level}`;
  const above = parent === undefined ? '' : ` and exists (${chainQuery(parent, level + 1, row, number)})`;
  return `select from dm_row ${row}
    where ${row}.brand_id = $1 and ${row}.table_id = ${number(id)} and ${row}.id = ${below}.parent_id${above}`;
}

/** The row that was found. */
function rowQuery(table: Table, number: Numbered): string {
  if (table === CUSTOMER_TABLE) return customerQuery('$1', 'f.id');
  return `select from dm_row r
    where r.brand_id = $1 and r.table_id = ${number(table.id)} and r.parent_id = f.parent_id and r.id = f.id`;
}
