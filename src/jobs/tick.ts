import { rows, statement, type Store } from '../db/index.ts';
import { SCHEMA } from './library.ts';

/** Upkeep of what belongs to no brand; payload {}. */
export const HOUSE_JOB = 'maintenance.house';
/** Upkeep of one brand; payload { brandId, minute }, the planned minute as ISO 8601. */
export const BRAND_JOB = 'maintenance.brand';

/** The next minute makes up for upkeep that failed, so it is tried again only while that is soon. */
const ATTEMPTS = 3;

const CLAIM = statement('insert into clock_minute (minute) values ($1) on conflict do nothing returning 1');

const FORGET = statement(`delete from clock_minute where minute < $1::timestamptz - interval '1 day'`);

const DUE = `
  select '${HOUSE_JOB}' as name, '${HOUSE_JOB}' as key, '{}'::json as payload
  union all
  select '${BRAND_JOB}', '${BRAND_JOB}:' || id, json_build_object('brandId', id::text, 'minute', $1::text)
  from brand`;

/** Upkeep that died keeps its key; it goes, or the brand's next would be taken for a copy of it. */
const BURY = statement(`
select count(*) from ${SCHEMA}.complete_jobs(array(
  select jobs.id from (${DUE}) as due join ${SCHEMA}.jobs using (key)
  where jobs.locked_at is null and jobs.attempts >= jobs.max_attempts
))`);

/** None is added where one waits or runs: a slow brand's upkeep never piles up nor runs twice at a time. */
const ADD = statement(`
select count(*) from ${SCHEMA}.add_jobs(array(
  select row(due.name, due.payload, null, null, ${ATTEMPTS}, due.key, null, null)::${SCHEMA}.job_spec
  from (${DUE}) as due
  where not exists (select from ${SCHEMA}.jobs where jobs.key = due.key)
))`);

/**
 * Does a minute of the clock once, whatever the number of instances that try: enqueues the upkeep of the house and of
 * every brand. A minute that nobody did needs no making up; upkeep takes all that is due at the next one.
 * @param minute the planned minute, at second 0; every instance must give the same
 * @returns whether it was this call that did it
 */
export function tick(sql: Store, minute: Date): Promise<boolean> {
  return sql.transaction(async (trx) => {
    const claimed = await rows(trx, CLAIM, [minute.toISOString()]);
    if (claimed.length === 0) return false;
    await rows(trx, FORGET, [minute.toISOString()]);
    await rows(trx, BURY, [minute.toISOString()]);
    await rows(trx, ADD, [minute.toISOString()]);
    return true;
  });
}
