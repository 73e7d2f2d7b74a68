import { rows, shownTime, statement, type Scope, type Store } from '../../db/index.ts';
import { canBeId } from '../values.ts';

/** One change to a customer. */
export interface HistoryEntry {
  /** 'YYYY-MM-DD HH:MM:SS' in the zone of the brand. */
  readonly changedAt: string;
  readonly act: 'inserted' | 'updated' | 'deleted';
  readonly changedBy: string;
  readonly door: string;
  /**
   * Field -> [old, new]; options as options.NAME, accounts as accounts.NETWORK. [] where values are not kept.
   */
  readonly changes: Readonly<Record<string, readonly (string | null)[]>>;
}

const NEWEST = statement(`
select ${shownTime('changed_at')}, act, changed_by, door, changes
from (
  select * from customer_history where brand_id = $1 and customer_id = $3
  order by changed_at desc, id desc limit $4
) as newest
order by changed_at, id`);

/**
 * The changes of a customer, oldest first; of many the newest HISTORY_MAX. A deleted customer still has them,
 * without values.
 */
export async function customerHistory(
  { sql, brand, limits }: Scope, customerId: string,
): Promise<HistoryEntry[]> {
  if (!canBeId(customerId)) return [];
  const found = await rows<readonly [string, HistoryEntry['act'], string, string, HistoryEntry['changes']]>(
    sql, NEWEST, [brand.id, brand.timeZone, customerId, limits.HISTORY_MAX],
  );
  return found.map(([changedAt, act, changedBy, door, changes]) => ({ changedAt, act, changedBy, door, changes }));
}

const MONTHS_AHEAD = 3;
/**
 * Attaching waits for nobody for long: whoever waits for a table lets all later writers wait. The next minute
 * tries again.
 */
const LOCK_TIMEOUT = '2s';

const MAKE_PARTITIONS = statement(`
select customer_history_partition((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)
from generate_series(0, $1::int) as n`);
const STRAYS = statement('select count(*)::int from (select from customer_history_default limit 1000) as strays');

export interface HistoryUpkeep {
  /** Names of the partitions made now. */
  readonly made: readonly string[];
  /**
   * Rows in the default partition, counted up to 1000. Any is an alarm: they are of months without a
   * partition.
   */
  readonly strays: number;
}

/**
 * Upkeep of the house, once a minute: partitions of the history for this month and three ahead. Rows of these
 * months that went to the default partition move to their own.
 */
export async function maintainHistory(sql: Store): Promise<HistoryUpkeep> {
  return sql.transaction(async (trx) => {
    await trx.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    const made = await rows<readonly [string | null]>(trx, MAKE_PARTITIONS, [MONTHS_AHEAD]);
    const [[strays] = [0]] = await rows<readonly [number]>(trx, STRAYS, []);
    return { made: made.flatMap(([name]) => name ?? []), strays };
  });
}
