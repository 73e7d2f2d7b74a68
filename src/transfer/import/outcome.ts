import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';

/** Customers that a step of an import has merged. */
export interface MergedCustomers {
  /** Place of the last row that was taken; undefined: there was none (any more). */
  readonly last: number | undefined;
  readonly inserted: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

const NOTE = statement(`
  insert into import_outcome (brand_id, run_id, place, import_id, inserted_ids, updated_ids, unchanged_ids)
  values ($1, $2, $3, $4, $5::bigint[], $6::bigint[], $7::bigint[])
  on conflict (brand_id, run_id, place) do nothing`);

/**
 * Notes whom a step of an import of customers has merged, in its transaction. Call it for every such step, also the one
 * that finds the stage empty: a run whose file held nobody is the last run of its import too.
 */
export async function noteOutcome(
  { sql, brand }: TxScope, run: { readonly runId: string; readonly importId: string },
  { last = 0, inserted, updated, unchanged }: MergedCustomers,
): Promise<void> {
  await rows(sql, NOTE, [brand.id, run.runId, last, run.importId, inserted, updated, unchanged]);
}

const STEPS = statement(`
  select place, inserted_ids, updated_ids, unchanged_ids from import_outcome
  where brand_id = $1 and run_id = $2 and place > $3 order by place limit $4`);

/** Place before the first step. */
export const NO_STEP = -1;

/**
 * Whom the next steps of a run have merged, of at most so many customers, but of one step at least; some may be deleted
 * by now.
 * @param after `last` of the steps before; NO_STEP for the first
 * @returns `last` is undefined when there are no more
 */
export async function nextMerged(
  { sql, brand }: Scope, runId: string, after: number, most: number,
): Promise<MergedCustomers> {
  type Row = [place: string, inserted: string[], updated: string[], unchanged: string[]];
  const steps = await rows<Row>(sql, STEPS, [brand.id, runId, after, STEPS_AT_ONCE]);
  let found = 0;
  const taken = steps.filter(([, ...ids], place) => (found += ids.flat().length) <= most || place === 0);
  const last = taken.at(-1)?.[0];
  return {
    last: last === undefined ? undefined : Number(last), inserted: taken.flatMap(([, ids]) => ids),
    updated: taken.flatMap(([, , ids]) => ids), unchanged: taken.flatMap(([, , , ids]) => ids),
  };
}

const STEPS_AT_ONCE = 20;

const THERE = statement(`
  select id from import_definition
  where brand_id = $1 and id = any($2::bigint[]) and target ->> 'kind' = 'customers'`);

/** Which of these imports are there, and import customers. */
export async function customerImports({ sql, brand }: Scope, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  return new Set((await rows<[string]>(sql, THERE, [brand.id, ids])).map(([id]) => id));
}

/** all: the new, those that were changed, and those that were found as the file has them. */
export const OUTCOME_PARTS = ['all', 'new', 'updated'] as const;
export type OutcomePart = (typeof OUTCOME_PARTS)[number];

const IDS: Readonly<Record<OutcomePart, string>> = {
  all: 'o.inserted_ids || o.updated_ids || o.unchanged_ids', new: 'o.inserted_ids', updated: 'o.updated_ids',
};

/** Which runs of an import count: the last that is done, any (those at work and given up too), or those begun since. */
export type OutcomeRuns = 'last' | 'any' | { readonly since: string };

/**
 * SQL of the customers of one run: a subquery of numbers, for `c.id in (...)`. Some may be deleted by now.
 * @param brand SQL of its number, as `run`: a parameter, a literal
 */
export function customersOfRun(
  { brand, run }: { readonly brand: string; readonly run: string }, which: OutcomePart,
): string {
  return `select unnest(${IDS[which]}) from import_outcome o where o.brand_id = ${brand} and o.run_id = ${run}`;
}

/**
 * The same of an import, for which the runs count that are still kept (RUN_KEPT).
 * @param runs `since` is SQL of a timestamptz
 */
export function customersOfImport(
  { brand, importId }: { readonly brand: string; readonly importId: string }, which: OutcomePart, runs: OutcomeRuns,
): string {
  const ofImport = `o.brand_id = ${brand} and o.import_id = ${importId}`;
  const customers = `select unnest(${IDS[which]}) from import_outcome o where ${ofImport}`;
  if (runs === 'any') return customers;
  if (runs !== 'last') return `${customers} and o.run_id in (${runWhere(brand, `r.started_at >= ${runs.since}`)})`;
  return `${customers} and o.run_id = (
    select o.run_id from import_outcome o
    where ${ofImport} and exists (${runWhere(brand, `r.id = o.run_id and r.state = 'done'`)})
    order by o.run_id desc limit 1)`;
}

function runWhere(brand: string, condition: string): string {
  return `select r.id from run r where r.brand_id = ${brand} and ${condition}`;
}
