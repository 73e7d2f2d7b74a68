/** Records on their way through the stage of customers, for its tests. */
import { customerStage, type CustomerPlan } from '../../src/customer/index.ts';
import type { Scope, TxScope } from '../../src/db/index.ts';

/** A plan with what most tests want: unique by customer number. */
export function planOf(wish: Partial<CustomerPlan>): CustomerPlan {
  return {
    fields: ['externalId', 'city'], options: [], unique: { fields: ['externalId'], options: [] }, mode: 'both',
    emptyCells: 'keep', ...wish,
  };
}

type Values = readonly (string | undefined)[];
type Stage = Awaited<ReturnType<typeof customerStage>>;

/** Checks and stages records, in batches of three. @returns how many were repeated */
export async function put(scope: Scope, stage: Stage, records: readonly Values[]): Promise<number> {
  const checked: Awaited<ReturnType<Stage['check']>>[] = [];
  for (const [at, values] of records.entries()) {
    checked.push(await stage.check({ place: at + 1, line: at + 2, values }));
  }
  for (let from = 0; from < checked.length; from += 3) {
    await scope.transaction((tx) => stage.put(tx, checked.slice(from, from + 3)));
  }
  return scope.transaction((tx) => stage.dropRepeated(tx));
}

export interface MergedAll {
  readonly inserted: string[];
  readonly updated: string[];
  readonly unchanged: string[];
  skipped: number;
}

/** Merges all that is staged, a transaction per batch. */
export async function mergeAll(scope: Scope, stage: Stage, most = 1000): Promise<MergedAll> {
  const all: MergedAll = { inserted: [], updated: [], unchanged: [], skipped: 0 };
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    const { last, ...merged } = await scope.transaction((tx: TxScope) => stage.merge(tx, from, most));
    for (const which of ['inserted', 'updated', 'unchanged'] as const) all[which].push(...merged[which]);
    all.skipped += merged.skipped;
    after = last;
  }
  return all;
}

let runs = 0;

/** Stages and merges records by a plan, from one end to the other. */
export async function importAll(scope: Scope, plan: CustomerPlan, records: readonly Values[], most?: number) {
  const stage = await customerStage(scope, String(++runs), plan);
  const repeated = await put(scope, stage, records);
  return { repeated, ...await mergeAll(scope, stage, most) };
}

/** How many records are on the stages of the brand. */
export async function stagedCount({ sql, brand }: Scope): Promise<number> {
  const [found] = await sql('customer_stage').where({ brand_id: brand.id }).count<{ count: string }[]>('* as count');
  return Number(found?.count);
}
