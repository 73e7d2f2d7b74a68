import { rows, statement, type Statement, type TxScope } from '../../db/index.ts';
import { columnOf, insertedChanges, insertedValue, updatedChanges, updatedValue } from '../write/field-sql.ts';
import { WRITABLE, type Field } from '../fields.ts';
import type { Batch, Found } from './match-staged.ts';
import type { StagePlan } from './plan.ts';

/*
 * Records of a stage become customers. Statements name the fields of the plan only, so that a file costs as much as it
 * has columns. They have no names: each plan of an import would stay on the connection for ever.
 */

/** New customers of all records but those that were found. @returns their ids in the order of the records */
export async function insertStaged(
  { sql, brand, actor }: TxScope, plan: StagePlan, { stageId, after, last }: Batch, { places }: Found,
): Promise<string[]> {
  const values = [brand.id, stageId, actor.name, actor.door, after, last, places];
  const [[ids] = [null]] = await rows<readonly [Ids]>(sql, insertStatement(plan), values);
  return listed(ids);
}

/** Changes stored customers that are locked. @returns ids of those that changed, and of the others */
export async function updateStaged(
  { sql, brand, actor }: TxScope, plan: StagePlan, { stageId }: Batch, { places, ids }: Found,
): Promise<{ readonly updated: string[]; readonly unchanged: string[] }> {
  const values = [brand.id, stageId, places, ids, actor.name, actor.door];
  const [[updated, unchanged] = [null, null]] = await rows<readonly [Ids, Ids]>(sql, updateStatement(plan), values);
  return { updated: listed(updated), unchanged: listed(unchanged) };
}

/** `1,2,3`, as string_agg gives it. */
type Ids = string | null;

function listed(ids: Ids): string[] {
  return ids === null ? [] : ids.split(',');
}

const COUNT_CHANGED = `select count(*) filter (where changes <> '{}')::int from next`;

/** How many stored customers would change. */
export async function countChanged(
  { sql, brand }: TxScope, plan: StagePlan, { stageId }: Batch, { places, ids }: Found,
): Promise<number> {
  const act = { name: '', text: `with ${next(plan)} ${COUNT_CHANGED}` };
  const [[count] = [0]] = await rows<readonly [number]>(sql, act, [brand.id, stageId, places, ids]);
  return count;
}

const FORGET = statement(`
  delete from customer_stage where brand_id = $1 and stage_id = $2 and place > $3 and place <= $4`);

/** Takes records off the stage. */
export async function forgetStaged({ sql, brand }: TxScope, { stageId, after, last }: Batch): Promise<void> {
  await rows(sql, FORGET, [brand.id, stageId, after, last]);
}

function insertStatement(plan: StagePlan): Statement {
  const { stored, options, fresh } = plan;
  const withOptions = options.length > 0;
  const unnamed = WRITABLE.filter((field) => field.freshOfBrand !== undefined && !plan.at.has(field.name));
  const fields = [...stored, ...unnamed];
  const given = [
    ...stored.map((field) => staged(field, field.freshOfBrand === undefined ? undefined : fresh(field))),
    ...unnamed.map((field) => `'${fresh(field)}'::text as "${field.name}"`),
    ...(withOptions ? [`s.options`] : []),
  ];
  const columns = [...fields.map(columnOf), ...(withOptions ? ['options'] : [])];
  const values = [...fields.map(insertedValue), ...(withOptions ? ['g.options'] : [])];
  const text = `
    with given as materialized (
      select nextval('customer_id_seq') as new_id, ordered.* from (
        select ${['s.place', ...given].join(', ')} from customer_stage s
        where s.brand_id = $1 and s.stage_id = $2 and s.place > $5 and s.place <= $6 and s.place <> all ($7::int[])
        order by s.place
      ) as ordered
    ), inserted as (
      insert into customer (${['brand_id', 'id', ...columns, 'created_by', 'modified_by'].join(', ')})
      select ${['$1::bigint', 'new_id', ...values, '$3', '$3'].join(', ')} from given g
    ), noted as (
      insert into customer_history (brand_id, customer_id, act, changed_by, door, changes)
      select $1::bigint, new_id, 'inserted', $3, $4, ${insertedChanges(fields, withOptions)} from given g
    )
    select string_agg(new_id::text, ',' order by place) from given`;
  return { name: '', text };
}

function updateStatement(plan: StagePlan): Statement {
  const columns = [...plan.stored.map(columnOf), ...(plan.options.length > 0 ? ['options'] : [])];
  const text = `
    with ${next(plan)}, updated as (
      update customer c
      set ${[...columns.map((column) => `${column} = n.${column}`), 'modified_by = $5', 'modified_at = n.changed_at'].join(', ')}
      from next n where c.ctid = n.lies_at and n.changes <> '{}'
    ), noted as (
      insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
      select $1::bigint, id, changed_at, 'updated', $5, $6, changes from next where changes <> '{}'
    )
    select string_agg(id::text, ',') filter (where changes <> '{}'), string_agg(id::text, ',') filter (where changes = '{}')
    from next`;
  return { name: '', text };
}

/**
 * What the customers $4 of the records $3 will have. `offset 0` leaves the planner no other way than to look up each by
 * its key; where a customer lies is the only way to it once more: it is locked, and stays there.
 */
function next({ stored, options }: StagePlan): string {
  const withOptions = options.length > 0;
  const given = [...stored.map((field) => staged(field)), ...(withOptions ? ['s.options', 's.cleared'] : [])];
  const values = [
    ...stored.map((field) => `${updatedValue(field)} as ${columnOf(field)}`),
    ...(withOptions ? ['(b.options || g.options) - g.cleared as options'] : []),
  ];
  return `next as materialized (
      select ${['b.ctid as lies_at', 'b.id', 'clock_timestamp() as changed_at', ...values].join(', ')},
        ${updatedChanges(stored, withOptions)} as changes
      from unnest($3::int[], $4::bigint[]) as m (place, id)
      cross join lateral (
        select ${['s.place', ...given].join(', ')} from customer_stage s
        where s.brand_id = $1 and s.stage_id = $2 and s.place = m.place offset 0
      ) as g
      cross join lateral (
        select c.ctid, c.* from customer c where c.brand_id = $1 and c.id = m.id offset 0
      ) as b
    )`;
}

/** A field as g has it. */
function staged(field: Field, fresh?: string): string {
  const column = `s.${columnOf(field)}`;
  return `${fresh === undefined ? column : `coalesce(${column}, '${fresh}')`} as "${field.name}"`;
}
