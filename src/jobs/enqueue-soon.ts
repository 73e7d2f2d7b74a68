import { rows, statement, type Sql } from '../db/index.ts';
import { SCHEMA } from './library.ts';

export interface SoonJob {
  readonly name: string;
  readonly payload: object;
  readonly jobKey: string;
}

/**
 * A job that waits and begins late enough sees what its callers commit until then. Where it begins too soon for that,
 * a second one is added, under a key of its own: to put the first off would, again and again, be to never begin it.
 * Of several who call at that moment one adds it; the others would wait for its commit.
 * Without jobs to add the library's function is not called: it tells the workers in any case, and whoever does that
 * commits alone, while all others of the database who do wait.
 * For statements that do more than this: CTEs, of which `added` has one row and must be read, or nothing happens.
 * @param jobs SQL of a parameter, SoonJob[] as JSON
 * @param delay SQL of a parameter, as in enqueueSoon
 */
export const addedSoon = (jobs: string, delay: string): string => `
wanted as materialized (
  select row(
    asked.name, asked.payload, null, clock_timestamp() + ${delay}::bigint * interval '1 millisecond', null,
    asked."jobKey" || case when first_waits then ':2' else '' end, null, null
  )::${SCHEMA}.job_spec as spec
  from json_to_recordset(${jobs}::json) as asked (name text, payload json, "jobKey" text)
  cross join lateral (
    select
      count(*) filter (where jobs.key = asked."jobKey") > 0 as first_waits,
      coalesce(bool_or(jobs.run_at > clock_timestamp() + ${delay}::bigint / 4 * interval '1 millisecond'), false) as is_late
    from ${SCHEMA}.jobs
    where jobs.key in (asked."jobKey", asked."jobKey" || ':2') and jobs.locked_at is null
      and jobs.attempts < jobs.max_attempts
  ) as waiting
  where case when is_late then false else pg_try_advisory_xact_lock(hashtextextended('job.soon.' || asked."jobKey", 0)) end
), specs as materialized (
  select array_agg(spec) as all_of_them from wanted
), added as materialized (
  select count(*) from specs cross join lateral ${SCHEMA}.add_jobs(all_of_them) where all_of_them is not null
)`;
const ADD_SOON = statement(`with ${addedSoon('$1', '$2')} select from added`);

/**
 * Adds jobs that begin after a short while, unless one waits already that begins late enough: of many callers at once
 * few write to the queue, and none waits for another's commit, as all under one job key would. A caller whose
 * transaction takes longer than a quarter of that while may be missed by the job, and so may one that came while
 * another was adding it that failed in the end; something else must find what they left.
 * @param delay milliseconds
 */
export async function enqueueSoon(sql: Sql, jobs: readonly SoonJob[], delay: number): Promise<void> {
  if (jobs.length > 0) await rows(sql, ADD_SOON, [JSON.stringify(jobs), delay]);
}
