import { rows, statement, type Sql } from '../db/index.ts';
import { SCHEMA } from './library.ts';

/** How the queue stands, for operators. */
export interface JobState {
  /** instances with a sign of life within JOB_SILENCE */
  readonly workers: number;
  /** jobs that are due, and nobody has taken yet */
  readonly due: number;
  /** seconds since the oldest of them was due; 0 without any */
  readonly oldestDue: number;
  /** jobs that failed at their last attempt and are kept to be looked at */
  readonly dead: number;
}

const STATE = statement(`
select
  (select count(distinct (host, process_id))::int from worker_instance where beat_at > now() - $1::bigint * interval '1 millisecond'),
  count(*) filter (where is_due)::int,
  coalesce(extract(epoch from now() - min(run_at) filter (where is_due)), 0)::int,
  count(*) filter (where attempts >= max_attempts and locked_at is null)::int
from ${SCHEMA}.jobs
cross join lateral (
  select locked_at is null and attempts < max_attempts and run_at <= now() as is_due
) as derived`);

/** @param silence milliseconds after which an instance counts as gone (JOB_SILENCE) */
export async function jobState(sql: Sql, silence: number): Promise<JobState> {
  const [row] = await rows<[number, number, number, number]>(sql, STATE, [silence]);
  const [workers, due, oldestDue, dead] = row ?? [0, 0, 0, 0];
  return { workers, due, oldestDue, dead };
}
