import { rows, statement, type Sql } from '../db/index.ts';
import { SCHEMA } from './library.ts';

export interface JobOptions {
  /** Not before this time; text as PostgreSQL writes it, or a Date. Default: at once. */
  readonly runAt?: Date | string | undefined;
  /**
   * At most one job waits under a key: a new one takes its place, with fresh attempts. One that runs already goes on,
   * is not tried again if it fails, and the new one comes after or beside it.
   */
  readonly jobKey?: string | undefined;
  /** Jobs of one queue run one after the other, in all instances. Few names: each costs at every look for work. */
  readonly queue?: string | undefined;
  /** Attempts before it is dead; default 25, which with the growing pauses are about four days. */
  readonly maxAttempts?: number | undefined;
}

export interface NewJob extends JobOptions {
  readonly name: string;
  readonly payload: object;
}

const ADD_JOBS = statement(`
select count(*) from ${SCHEMA}.add_jobs(array(
  select json_populate_recordset(null::${SCHEMA}.job_spec, $1::json)
))`);

/** Adds a job. In a transaction, it exists if and when that commits. The payload is JSON without U+0000. */
export async function enqueue(sql: Sql, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await enqueueMany(sql, [{ ...options, name, payload }]);
}

/** Adds any number of jobs in one statement. Of several with one key, the last stays. */
export async function enqueueMany(sql: Sql, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const byKey = new Map(jobs.map((job) => [job.jobKey ?? job, job]));
  const specs = [...byKey.values()].map(({ name, payload, runAt, jobKey, queue, maxAttempts }) => ({
    identifier: name, payload, run_at: runAt, job_key: jobKey, queue_name: queue, max_attempts: maxAttempts,
  }));
  await rows(sql, ADD_JOBS, [JSON.stringify(specs)]);
}

/** A job that failed for good keeps its key until a new one takes it. */
const IS_ENQUEUED = statement(`
select exists (
  select from ${SCHEMA}.jobs where key = $1 and (locked_at is not null or attempts < max_attempts)
)`);

/** Whether a job with this key waits or runs. One that ran already when another took its key is not seen. */
export async function isEnqueued(sql: Sql, jobKey: string): Promise<boolean> {
  const [[found] = [false]] = await rows<[boolean]>(sql, IS_ENQUEUED, [jobKey]);
  return found;
}

const IDLE = statement(`
select key from unnest($1::text[]) as asked (key)
where not exists (
  select from ${SCHEMA}.jobs where jobs.key = asked.key and (locked_at is not null or attempts < max_attempts)
)`);

/** Those of the keys under which no job waits or runs. */
export async function keysWithoutJob(sql: Sql, jobKeys: readonly string[]): Promise<string[]> {
  return (await rows<[string]>(sql, IDLE, [jobKeys])).flat();
}

const AT_WORK = statement(`
with locked as (select key, locked_at from ${SCHEMA}._private_jobs where key = any($1::text[]) order by id for update)
select key from locked where locked_at is not null`);

/**
 * Those of the keys whose job a worker has in hand. In a transaction, no worker takes one of the others before it ends.
 */
export async function keysAtWork(sql: Sql, jobKeys: readonly string[]): Promise<string[]> {
  return (await rows<[string]>(sql, AT_WORK, [jobKeys])).flat();
}
