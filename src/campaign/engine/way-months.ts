import { rows, statement, type Store } from '../../db/index.ts';
import type { Config } from '../../config.ts';

const MONTHS_AHEAD = 3;
/** Whoever waits for a table lets all later writers wait; the next minute tries again. */
const LOCK_TIMEOUT = '2s';

const MAKE = statement(`
  select campaign_way_partition((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)
  from generate_series(0, $1::int) as n`);
const FORGET = statement(`select campaign_way_forget(now() - $1::bigint * interval '1 millisecond')`);
const STRAYS = statement('select count(*)::int from (select from campaign_way_default limit 1000) as strays');

interface WayUpkeep {
  /** Names of partitions. */
  readonly made: readonly string[];
  readonly removed: readonly string[];
  /** Rows in the default partition, counted up to 1000. Any is an alarm. */
  readonly strays: number;
}

/**
 * Upkeep of the house, once a minute: partitions of the ways for this month and three ahead; those of months that ended
 * CAMPAIGN_WAY_KEEP ago go. Statistics are counted elsewhere, and stay.
 */
export async function maintainWays(sql: Store, { CAMPAIGN_WAY_KEEP }: Config): Promise<WayUpkeep> {
  return sql.transaction(async (trx) => {
    await trx.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    const made = await rows<[string | null]>(trx, MAKE, [MONTHS_AHEAD]);
    const removed = await rows<[string]>(trx, FORGET, [CAMPAIGN_WAY_KEEP]);
    const [[strays] = [0]] = await rows<[number]>(trx, STRAYS, []);
    return { made: made.flatMap(([name]) => name ?? []), removed: removed.flat(), strays };
  });
}
