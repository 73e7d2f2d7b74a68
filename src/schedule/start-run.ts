import { rows, statement, type Sql, type TxScope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';
import { enqueueMany, keysAtWork } from '../jobs/index.ts';

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
  select $1, $2, $3, $4, input, $6, $7, $8 from jsonb_array_elements($5) with ordinality as given (input, place)
  order by place
  returning id`);

/**
 * Makes a run, in the caller's transaction: it begins, in a job, when that commits. It is started in the name of the
 * scope's actor.
 * @returns its id
 */
export async function startRun(tx: TxScope, { input = {}, ...wish }: RunWish): Promise<string> {
  const [id = ''] = await startRuns(tx, wish, [input]);
  return id;
}

/** The same of several that differ in what they are given; those of a queue follow each other in this order. */
export async function startRuns(
  tx: TxScope, { kind, subjectId, name, queue }: Omit<RunWish, 'input'>, inputs: readonly NonNullable<RunWish['input']>[],
): Promise<string[]> {
  if (inputs.length === 0) return [];
  const { sql, brand, actor } = tx;
  const values = [
    brand.id, kind, subjectId ?? null, name, JSON.stringify(inputs), queue ?? null, actor.name, actor.door,
  ];
  const ids = (await rows<[string]>(sql, INSERT, values)).flat();
  await enqueueRuns(tx, ids);
  return ids;
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
  where ended.brand_id = $1 and ended.id = any($2::bigint[]) and next.id > ended.id
    and next.state = 'queued' and next.retry_at is null`);

/** Call it when runs have ended: who waits behind them in their queue begins now. */
export async function enqueueNext(tx: TxScope, endedIds: readonly string[]): Promise<void> {
  const next = await rows<[string]>(tx.sql, NEXT, [tx.brand.id, endedIds]);
  if (next.length === 0) return;
  const ids = next.flat();
  // One whose job looks whether it may begin would begin twice.
  const atWork = await keysAtWork(tx.sql, ids.map((id) => runKey(tx.brand.id, id)));
  const looks = (id: string) => atWork.includes(runKey(tx.brand.id, id));
  await enqueueRuns(tx, ids.filter(looks));
  await enqueueRuns(tx, ids.filter((id) => !looks(id)), { isNext: true });
}

const QUEUES = statement('select id, queue from run where brand_id = $1 and id = any($2::bigint[]) order by id');

interface RunsDue {
  /** Not before this time; default: at once. */
  readonly runAt?: Date | undefined;
  /**
   * The one ahead of each has ended. In the queue of jobs it would wait behind others that are due longer, for a look
   * for work each.
   */
  readonly isNext?: boolean;
}

/**
 * Adds the jobs of runs. Those of one queue are in one queue of jobs too, so that they seldom meet; that they follow
 * each other whatever happens is seen to where a run begins.
 */
export async function enqueueRuns(
  { sql, brand, limits }: Pick<TxScope, 'brand' | 'limits'> & { readonly sql: Sql }, runIds: readonly string[],
  { runAt, isNext = false }: RunsDue = {},
): Promise<void> {
  if (runIds.length === 0) return;
  const found = await rows<[id: string, queue: string | null]>(sql, QUEUES, [brand.id, runIds]);
  await enqueueMany(sql, found.map(([runId, queue]) => ({
    name: RUN_JOB, payload: { brandId: brand.id, runId }, jobKey: runKey(brand.id, runId),
    queue: queue === null || isNext ? undefined : `${RUN_JOB}:${brand.id}:${queue}`,
    runAt, maxAttempts: limits.RUN_CRASHES,
  })));
}
