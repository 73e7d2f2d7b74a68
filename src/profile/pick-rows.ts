import { customerQuery } from '../customer/index.ts';
import { CUSTOMER_TABLE, tablesBetween, type Column, type Model, type Table } from '../datamodel/index.ts';
import { rows, type Scope } from '../db/index.ts';
import { rowConditionSql } from './compile.ts';
import type { Condition } from './condition.ts';
import { Parameters } from './parameters.ts';
import { readCondition } from './read-condition.ts';
import { refused } from './refusal.ts';

/** Which rows are wanted, of each customer or row that they hang below. */
export interface RowsWish {
  readonly table: Table;
  /**
   * The tables whose rows are given, from the top down; the rows hang below the last of them, at any depth. None: the
   * table is of its own.
   */
  readonly above: readonly Table[];
  /** A condition on the row, as profiles have it inside `rows`. */
  readonly where?: unknown;
  /** Column that must have the text which is given. */
  readonly match?: Column | undefined;
  /** By the column, the newest first; undefined: by number, upward from `after`. */
  readonly order?: { readonly column: Column | undefined; readonly descending: boolean } | undefined;
  /** Columns whose values are told. */
  readonly columns: readonly Column[];
  /** Rows of each at most, and of all together. */
  readonly most: number;
  readonly mostOfAll?: number;
}

export interface RowsFrom {
  /** Of the rows above, one per table. */
  readonly above: readonly string[];
  /** For `match`. */
  readonly text?: string;
  /** dm_row.id of the last row that was picked before. */
  readonly after?: string;
  /** dm_row.id of the last row that is wanted. */
  readonly upTo?: string;
}

const LAST_ID = '9223372036854775807';

export interface PickedRow {
  /** Which of those that were asked for, from 0. */
  readonly from: number;
  /** Ids of the rows between those above and this one, which is the last. */
  readonly ids: readonly string[];
  readonly revision: number;
  /** null: no value. */
  readonly values: readonly (string | null)[];
}

/** @throws {TolkError} PROFILE_CONDITION when it cannot be asked of rows of the table */
export function checkRowCondition(scope: Scope, model: Model, table: Table, where: unknown): void {
  if (where === undefined) return;
  rowConditionSql(readCondition(where, scope.limits, 'row'), { table, row: 'r' }, model, new Parameters(scope.brand));
}

type Found = readonly [from: number, revision: number, values: (string | null)[], ids: string[]];

/**
 * Finds rows for many at once, whose whole chain is there. Those of the first come first; where `mostOfAll` ends the
 * list, the last one may have more. The caller holds the model as it is.
 * @throws {TolkError} PROFILE_CONDITION
 */
export async function pickRows(
  scope: Scope, model: Model, wish: RowsWish, from: readonly RowsFrom[],
): Promise<PickedRow[]> {
  if (from.length === 0) return [];
  const parameters = new Parameters(scope.brand);
  const condition = wish.where === undefined ? undefined : readCondition(wish.where, scope.limits, 'row');
  const text = queryOf(model, wish, from, condition, parameters);
  const found = await rows<Found>(scope.sql, { name: '', text }, parameters.values);
  return found.map(([place, revision, values, ids]) => ({ from: place, revision, values, ids }));
}

/**
 * From level to level by the primary key of the rows, each one a query of its own that the planner cannot turn round:
 * of a table that grew within the last minute it believes that it is empty. In the order of `given`, for nothing else
 * can be done with a lateral query that ends after some rows.
 */
function queryOf(
  model: Model, wish: RowsWish, from: readonly RowsFrom[], condition: Condition | undefined, parameters: Parameters,
): string {
  const { table, above, match, order, columns, most, mostOfAll } = wish;
  const { brand } = parameters;
  const number = (one: Table) => parameters.place(one.id, 'bigint');
  const given = [
    ...above.map((_one, level) => parameters.place(from.map((one) => one.above[level] ?? null), 'bigint[]')),
    parameters.place(from.map((one) => one.text ?? null), 'text[]'),
    parameters.place(from.map((one) => one.after ?? '0'), 'bigint[]'),
    parameters.place(from.map((one) => one.upTo ?? LAST_ID), 'bigint[]'),
  ].map((list) => `unnest(${list})`);
  const chain = above.map((one, level) => (one === CUSTOMER_TABLE ? customerQuery(brand, `g.v${level}`)
    : `select from dm_row where brand_id = ${brand} and table_id = ${number(one)}
        and parent_id = ${level === 0 ? '0' : `g.v${level - 1}`} and id = g.v${level}`));
  const between = levelsOf(above.at(-1), table);
  const top = above.length === 0 ? '0' : `g.v${above.length - 1}`;
  const row = `r${between.length - 1}`;
  const levels = between.map((one, level) => {
    const parent = level === 0 ? top : `r${level - 1}.id`;
    const isLast = level === between.length - 1;
    const known = `r.brand_id = ${brand} and r.table_id = ${number(one)} and r.parent_id = ${parent}`;
    if (isLast && match?.unique === true) return `(${byKey(known, one, match, parent, parameters)}) r${level}`;
    const after = isLast ? ' and r.id > g.after and r.id <= g.up_to' : '';
    const sorted = isLast && order?.column === undefined && between.length === 1
      ? ` order by r.id${order?.descending === true ? ' desc' : ''}` : '';
    return `(select r.* from dm_row r where ${known}${after}${sorted} offset 0) r${level}`;
  });
  const conditions = [
    ...chain.map((query) => `exists (${query})`),
    ...match === undefined ? [] : [`${row}.data ->> ${parameters.place(match.id, 'text')} = g.text`],
    ...condition === undefined ? [] : [rowConditionSql(condition, { table, row }, model, parameters)],
  ];
  const told = parameters.place(columns.map(({ id }) => id), 'text[]');
  return `
with given as materialized (
  select * from rows from (${given.join(', ')})
    with ordinality as g (${[...above.map((_one, level) => `v${level}`), 'text', 'after', 'up_to', 'place'].join(', ')})
)
select g.place::int - 1, found.revision,
  array(select found.data ->> id from unnest(${told}) with ordinality as c (id, place) order by c.place), found.ids
from given g cross join lateral (
  select ${row}.revision, ${row}.data, array[${between.map((_one, level) => `r${level}.id`).join(', ')}]::text[] as ids
  from ${levels.join(' cross join lateral ')}
  where ${conditions.join(' and ') || 'true'}
  order by ${orderOf(row, order, parameters)} limit ${parameters.place(most, 'bigint')}
) as found${mostOfAll === undefined ? '' : ` limit ${parameters.place(mostOfAll, 'bigint')}`}`;
}

function levelsOf(last: Table | undefined, table: Table): Table[] {
  if (last === undefined) return [table];
  if (last === table) throw refused('', `table ${table.name} is not below itself`);
  const between = tablesBetween(last, table);
  if (between === undefined) throw refused('', `table ${table.name} is not below ${last.name}`);
  return between;
}

/** Through the keys of a unique column: at most one row below each parent. */
function byKey(known: string, table: Table, column: Column, parent: string, parameters: Parameters): string {
  return `select r.* from dm_key k cross join lateral (
      select r.* from dm_row r where ${known} and r.id = k.row_id offset 0
    ) r
    where k.brand_id = ${parameters.brand} and k.table_id = ${parameters.place(table.id, 'bigint')}
      and k.column_id = ${parameters.place(column.id, 'bigint')} and k.parent_id = ${parent}
      and k.value_hash = dm_hash(g.text) and r.id > g.after and r.id <= g.up_to offset 0`;
}

function orderOf(row: string, order: RowsWish['order'], parameters: Parameters): string {
  const direction = order?.descending === true ? ' desc' : '';
  if (order?.column === undefined) return `${row}.id${direction}`;
  const { id, type } = order.column;
  const text = `${row}.data ->> ${parameters.place(id, 'text')}`;
  const value = type === 'number' || type === 'decimal' ? `(${text})::numeric` : `(${text}) collate "C"`;
  return `${value}${direction} nulls last, ${row}.id desc`;
}
