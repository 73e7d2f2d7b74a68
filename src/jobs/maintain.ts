import type { Config } from '../config.ts';
import { rows, statement, type Sql } from '../db/index.ts';
import { SCHEMA } from './library.ts';

/** Dead jobs removed at a time, so that no tick takes long. */
const BATCH = 10_000;

/** A job that fails gets a new run_at, so that of a dead one is near its last failure. */
const REMOVE_DEAD = statement(`
select count(*) from ${SCHEMA}.complete_jobs(array(
  select id from ${SCHEMA}.jobs
  where locked_at is null and attempts >= max_attempts and run_at < now() - $1::bigint * interval '1 millisecond'
  limit ${BATCH}
))`);

/** Locks of a pool without a heartbeat row: taken by a worker that had been given up already, and then died. */
const UNLOCK_STRAYS = statement(`
select ${SCHEMA}.force_unlock_workers(array(
  select distinct locked_by from ${SCHEMA}.jobs
  where locked_at < now() - $1::bigint * interval '1 millisecond'
    and not exists (select from worker_instance where pool_id = locked_by)
))`);

/** Upkeep of the queue, part of the house's: removes jobs long dead, frees those locked by nobody. */
export async function maintainJobs(sql: Sql, limits: Pick<Config, 'JOB_KEEP_DEAD' | 'JOB_SILENCE'>): Promise<void> {
  await rows(sql, REMOVE_DEAD, [limits.JOB_KEEP_DEAD]);
  await rows(sql, UNLOCK_STRAYS, [limits.JOB_SILENCE]);
}
