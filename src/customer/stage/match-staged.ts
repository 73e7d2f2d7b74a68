import { rows, type Statement, type TxScope } from '../../db/index.ts';
import type { Field } from '../fields.ts';
import { keyTerms } from '../write/match.ts';
import { joinBy, type Joins } from './planner.ts';
import type { StagePlan } from './plan.ts';
import { blankParts, KEY_PARTS } from './record.ts';

/** Some records of a stage. */
export interface Batch {
  readonly stageId: string;
  /** Place before the first. */
  readonly after: number;
  /** Place of the last. */
  readonly last: number;
  /** Forms of the keys among them. */
  readonly forms: readonly number[];
}

/**
 * Records and the stored customers that they are, at the same index, as arrays of PostgreSQL: they only go back to it,
 * and a row of an answer costs more than all that is in it.
 */
export interface Found {
  readonly places: string;
  readonly ids: string;
  readonly count: number;
}

/**
 * Finds the stored customers that have the keys of records, as `matchCustomers` does; of several the lowest id. Joins
 * are `rows` before and after.
 * @param lock `for update of c` locks them in the order of ids, as all do who lock several; '' does not
 */
export async function matchStaged(
  tx: TxScope, plan: StagePlan, { stageId, after, last, forms }: Batch, lock: 'for update of c' | '',
): Promise<Found> {
  const { sql, brand } = tx;
  const places: string[] = [];
  const ids: string[] = [];
  let count = 0;
  for (const form of forms) {
    const blank = blankParts(form);
    const joins = isIndexed(plan, blank) ? 'rows' : 'sets';
    const act = matchStatement(plan, blank, joins, lock);
    const names = plan.key.options.length > 0 ? [plan.key.options] : [];
    if (joins === 'sets') await joinBy(tx, 'sets');
    const [found] = await rows<readonly [places: string | null, ids: string, count: number]>(
      sql, act, [brand.id, stageId, after, last, form, ...names],
    );
    if (joins === 'sets') await joinBy(tx, 'rows');
    if (found?.[0] == null) continue;
    places.push(found[0]);
    ids.push(found[1]);
    count += found[2];
  }
  return { places: `{${places.join(',')}}`, ids: `{${ids.join(',')}}`, count };
}

/** Whether a key has a value for which there is an index. */
function isIndexed({ key }: StagePlan, blank: readonly string[]): boolean {
  const parts = [...key.fields.map(({ name }) => name), 'options'];
  return parts.some((part) => KEY_PARTS.includes(part) && !blank.includes(part));
}

/**
 * Without a name: plans are made for the batch, and names would stay on the connection for ever. Where an index serves
 * the key, the brand too comes from the record: there is then no way from the customers to the records, which a planner
 * that takes them for few would go.
 */
function matchStatement(plan: StagePlan, blank: readonly string[], joins: Joins, lock: string): Statement {
  const { key } = plan;
  const brand = joins === 'rows' ? 'g.brand_id' : '$1';
  const options = key.options.length === 0 ? [] : [`(
      select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(s.options) where key = any($6::text[])) as options`,
    `array(select name from unnest($6::text[]) as name where not coalesce(s.options, '{}') ? name) as absent`];
  const text = `
    with given as materialized (
      select ${['s.brand_id', 's.place', ...key.fields.map((field) => given(plan, field)), ...options].join(', ')}
      from customer_stage s
      where s.brand_id = $1 and s.stage_id = $2 and s.place > $3 and s.place <= $4 and s.form = $5
    ), found as materialized (
      select g.place, c.id from given g join customer c on c.brand_id = ${brand} and ${keyTerms(key, blank)}
      order by c.id ${lock}
    )
    select string_agg(place::text, ','), string_agg(id::text, ','), count(*)::int
    from (select place, min(id) as id from found group by place) as first`;
  return { name: '', text };
}

/** A field of a key as it is compared: what is not given is what a new customer gets. */
function given({ at, fresh }: StagePlan, field: Field): string {
  if (field.kind === 'id') return at.has(field.name) ? 's.customer_id as id' : 'null::bigint as id';
  const value = `'${fresh(field)}'`;
  return `${at.has(field.name) ? `coalesce(s.${field.column}, ${value})` : `${value}::text`} as "${field.name}"`;
}
