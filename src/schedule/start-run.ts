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
  /** Runs of one queue follow each other, in the order in which they were made; default: it waits for none. */
  readonly queue?: string;
}

const INSERT = statement(`
  insert into run (brand_id, kind, subject_id, name, input, queue, started_by, door)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  returning id`);

/**
 * Makes a run, in the caller's transaction: it begins, in a job, when that commits. It is started in the name of the
 * scope's actor.
 * @returns its id
 */
export async function startRun(tx: TxScope, { kind, subjectId, name, input = {}, queue }: RunWish): Promise<string> {
  const { sql, brand, actor } = tx;
  const values = [
    brand.id, kind, subjectId ?? null, name, JSON.stringify(input), queue ?? null, actor.name, actor.door,
  ];
  const [[id] = ['']] = await rows<[string]>(sql, INSERT, values);
  await enqueueRuns(tx, [id]);
  return id;
}

/** The key of a run's job: at most one waits. */
export function runKey(brandId: string, runId: string): string {
  return `${RUN_JOB}:${brandId}:${runId}`;
}

const NEXT = statement(`
  select next.id from run ended
  cross join lateral (
    select id, state, retry_at from run
    where brand_id = $1 and queue = ended.queue and ended_at is null
    order by id limit 1
  ) next
  where ended.brand_id = $1 and ended.id = any($2::bigint[]) and next.state = 'queued' and next.retry_at is null`);

/** Call it when runs have ended: who waits behind them in their queue begins now. */
export async function enqueueNext(tx: TxScope, endedIds: readonly string[]): Promise<void> {
  const next = await rows<[string]>(tx.sql, NEXT, [tx.brand.id, endedIds]);
  if (next.length > 0) await enqueueRuns(tx, next.flat());
}

const QUEUES = statement('select id, queue from run where brand_id = $1 and id = any($2::bigint[]) order by id');

/**
 * Adds the jobs of runs. Those of one queue are in one queue of jobs too, so that they seldom meet; that they follow
 * each other whatever happens is seen to where a run begins.
 * @param runAt not before this time; default: at once
 */
export async function enqueueRuns(
  { sql, brand, limits }: Pick<TxScope, 'brand' | 'limits'> & { readonly sql: Sql }, runIds: readonly string[], runAt?: Date,
): Promise<void> {
  const found = await rows<[id: string, queue: string | null]>(sql, QUEUES, [brand.id, runIds]);
  await enqueueMany(sql, found.map(([runId, queue]) => ({
    name: RUN_JOB, payload: { brandId: brand.id, runId }, jobKey: runKey(brand.id, runId),
    queue: queue === null ? undefined : `${RUN_JOB}:${brand.id}:${queue}`,
    runAt, maxAttempts: limits.RUN_CRASHES,
  })));
}
