import { rows, statement, type Sql, type TxScope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';
import { enqueueMany } from '../jobs/index.ts';

/** Job that is one attempt at a run; payload { brandId, runId }. */
export const RUN_JOB = 'run.attempt';

export interface RunWish {
  readonly kind: string;
  /** What it works on. */
  readonly subjectId?: string;
  /** Name of what it works on, for people. */
  readonly name: string;
  /** What it is given besides; an object of plain values. */
  readonly input?: { readonly [name: string]: Json };
}

const INSERT = statement(`
  insert into run (brand_id, kind, subject_id, name, input, started_by, door) values ($1, $2, $3, $4, $5, $6, $7)
  returning id`);

/**
 * Makes a run, in the caller's transaction: it begins, in a job, when that commits. It is started in the name of the
 * scope's actor.
 * @returns its id
 */
export async function startRun(tx: TxScope, { kind, subjectId, name, input = {} }: RunWish): Promise<string> {
  const { sql, brand, actor } = tx;
  const values = [brand.id, kind, subjectId ?? null, name, JSON.stringify(input), actor.name, actor.door];
  const [[id] = ['']] = await rows<[string]>(sql, INSERT, values);
  await enqueueRuns(tx, [id]);
  return id;
}

/** The key of a run's job: at most one waits. */
export function runKey(brandId: string, runId: string): string {
  return `${RUN_JOB}:${brandId}:${runId}`;
}

/**
 * Adds the jobs of runs.
 * @param runAt not before this time; default: at once
 */
export async function enqueueRuns(
  { sql, brand, limits }: Pick<TxScope, 'brand' | 'limits'> & { readonly sql: Sql }, runIds: readonly string[], runAt?: Date,
): Promise<void> {
  await enqueueMany(sql, runIds.map((runId) => ({
    name: RUN_JOB, payload: { brandId: brand.id, runId }, jobKey: runKey(brand.id, runId),
    runAt, maxAttempts: limits.RUN_CRASHES,
  })));
}
