import type { TxScope } from '../../db/index.ts';

/**
 * How statements join: `rows` finds each row by an index, `sets` compares all with all, which is for keys that no index
 * serves.
 */
export type Joins = 'rows' | 'sets';

const SETTINGS = ['enable_nestloop', 'enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit'];
const OFF: Readonly<Record<Joins, readonly string[]>> = {
  rows: ['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit'],
  sets: ['enable_nestloop', 'jit'],
};

/**
 * Tells the planner how to join in this transaction; undefined: as it likes, again. Little is known of a stage: it is
 * filled, read once and empty again, and often the table of customers is as new. A guess that is wrong costs a scan of
 * all customers per batch, or per record.
 */
export async function joinBy({ sql }: TxScope, joins: Joins | undefined): Promise<void> {
  const off = joins === undefined ? [] : OFF[joins];
  await sql.raw(SETTINGS.map((name) => `set local ${name} to ${off.includes(name) ? 'off' : 'default'}`).join('; '));
}
