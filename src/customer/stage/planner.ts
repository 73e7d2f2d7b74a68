import type { TxScope } from '../../db/index.ts';

/**
 * How statements join: `rows` finds each row by an index, `sets` compares all with all, which is for keys that no index
 * serves.
 */
export type Joins = 'rows' | 'sets';

const OFF = {
  rows: ['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit'],
  sets: ['enable_nestloop', 'jit'],
} as const satisfies Record<Joins, readonly string[]>;

/**
 * Tells the planner how to join, until the work ends. Little is known of a stage: it is filled, read once and empty
 * again, and often the table of customers is as new. A guess that is wrong costs a scan of all customers per batch, or
 * per record.
 */
export async function joining<Result>({ sql }: TxScope, joins: Joins, work: () => Promise<Result>): Promise<Result> {
  const all = (value: string) => OFF[joins].map((name) => `set local ${name} to ${value}`).join('; ');
  await sql.raw(all('off'));
  const result = await work();
  await sql.raw(all('default'));
  return result;
}
