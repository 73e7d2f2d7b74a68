import { rows, statement, type TxScope } from '../db/index.ts';
import type { IdQuery } from '../resource/index.ts';

/** Numbers in a row: large enough that rows are few, small enough that none is large. */
const PART = 10_000;

/** Parameters behind those of the query: brand, run. */
function give({ text, values }: IdQuery) {
  const [brand, run] = [values.length + 1, values.length + 2];
  return {
    name: '',
    text: `
      insert into export_customers (brand_id, run_id, part, customer_ids)
      select $${brand}::bigint, $${run}::bigint, part, array_agg(id order by id)
      from (select id, (row_number() over (order by id) - 1) / ${PART} as part from (${text}) as source) as numbered
      group by part`,
  };
}

/** Keeps the customers of a query for a run, as they are now: from the database into the database. */
export async function giveCustomers({ sql, brand }: TxScope, runId: string, query: IdQuery): Promise<void> {
  await rows(sql, give(query), [...query.values, brand.id, runId]);
}

const FORGET = statement('delete from export_customers where brand_id = $1 and run_id = $2');

/** The file of the run is whole. Of one that failed they are kept with the run, which may be tried again. */
export async function forgetGiven({ sql, brand }: TxScope, runId: string): Promise<void> {
  await rows(sql, FORGET, [brand.id, runId]);
}

/**
 * SQL of the customers that a run was given, for `c.id in (...)`; some may be deleted by now.
 * @param brand SQL of its number, as `run`
 */
export function givenCustomers(brand: string, run: string): string {
  return `select unnest(g.customer_ids) from export_customers g where g.brand_id = ${brand} and g.run_id = ${run}`;
}
