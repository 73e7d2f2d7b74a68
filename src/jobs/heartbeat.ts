import { hostname } from 'node:os';
import type { Ask } from './connections.ts';
import { SCHEMA } from './library.ts';

/** A job that had its last attempt when its worker died. */
export interface LostJob {
  readonly id: string;
  readonly name: string;
}

/** Makes a pool known. No job may be locked under its id before. */
export async function register(ask: Ask, poolId: string): Promise<void> {
  await ask(
    `insert into worker_instance (pool_id, host, process_id) values ($1, $2, $3)
on conflict (pool_id) do update set beat_at = now()`, [poolId, hostname(), process.pid],
  );
}

/** @returns false when others have given the pool up, and its jobs away */
export async function beat(ask: Ask, poolId: string): Promise<boolean> {
  const known = await ask('update worker_instance set beat_at = now() where pool_id = $1 returning 1', [poolId]);
  return known.length > 0;
}

/**
 * Frees jobs that are locked under the pool's name but do not run: the answer that named them was lost. It costs them
 * no attempt.
 * @param age milliseconds since which a job must be locked; one taken just now may be unknown to the caller yet
 */
export async function freeOrphans(
  ask: Ask, poolId: string, { running, age }: { running: readonly string[]; age: number },
): Promise<void> {
  await ask(`
with freed as (
  update ${SCHEMA}._private_jobs
  set locked_at = null, locked_by = null, attempts = greatest(attempts - 1, 0)
  where locked_by = $1 and id <> all($2::bigint[]) and locked_at < now() - $3::bigint * interval '1 millisecond'
  returning job_queue_id
)
update ${SCHEMA}._private_job_queues as queues set locked_at = null, locked_by = null
from freed where queues.id = freed.job_queue_id and queues.locked_by = $1`, [poolId, running, age]);
}

/** The library frees every lock older than four hours, also of a job that runs on; such a lock is made young again. */
export async function renewLocks(ask: Ask, poolId: string, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  await ask(`
with renewed as (
  update ${SCHEMA}._private_jobs set locked_at = now()
  where id = any($2::bigint[]) and locked_by = $1 and locked_at < now() - interval '1 hour'
  returning job_queue_id
)
update ${SCHEMA}._private_job_queues as queues set locked_at = now()
from renewed where queues.id = renewed.job_queue_id and queues.locked_by = $1`, [poolId, jobIds]);
}

/**
 * Gives the jobs of pools silent for too long to whoever asks next. Run in a transaction: a pool is given up by one
 * instance, with its jobs or not at all.
 * @param silence milliseconds
 * @returns pools given up, and their jobs that have no attempt left
 */
export async function giveUpSilent(ask: Ask, silence: number): Promise<{ pools: number; dead: LostJob[] }> {
  const silent = await ask<[string]>(
    `delete from worker_instance where beat_at < now() - $1::bigint * interval '1 millisecond' returning pool_id`, [silence],
  );
  const dead = await unlock(ask, silent.map(([poolId]) => poolId));
  return { pools: silent.length, dead };
}

/** Takes a pool out that has ended. Run in a transaction. @returns its jobs that have no attempt left */
export async function leave(ask: Ask, poolId: string): Promise<LostJob[]> {
  await ask('delete from worker_instance where pool_id = $1', [poolId]);
  return await unlock(ask, [poolId]);
}

async function unlock(ask: Ask, poolIds: readonly string[]): Promise<LostJob[]> {
  if (poolIds.length === 0) return [];
  const dead = await ask<[string, string]>(
    `select id::text, task_identifier from ${SCHEMA}.jobs where locked_by = any($1) and attempts >= max_attempts`, [poolIds],
  );
  await ask(`select ${SCHEMA}.force_unlock_workers($1)`, [poolIds]);
  if (dead.length > 0) {
    const ids = dead.map(([id]) => id);
    await ask(`select count(*) from ${SCHEMA}.permanently_fail_jobs($1::bigint[], 'Its worker died')`, [ids]);
  }
  return dead.map(([id, name]) => ({ id, name }));
}

/** Jobs cut off by the end of their process begin again at once, elsewhere, and it costs them no attempt. */
export async function giveBack(ask: Ask, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  await ask(`
select count(*) from ${SCHEMA}.jobs
cross join lateral ${SCHEMA}.reschedule_jobs(array[jobs.id], run_at => now(), attempts => greatest(jobs.attempts - 1, 0))
where jobs.id = any($1::bigint[]) and jobs.locked_at is null`, [jobIds]);
}
