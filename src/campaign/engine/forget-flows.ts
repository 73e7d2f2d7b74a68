import { rows, statement, type Scope } from '../../db/index.ts';
import { enqueue } from '../../jobs/index.ts';

/** Job that removes flows which began long ago; payload { brandId }. */
export const CAMPAIGN_FORGET_JOB = 'campaign.forget';

const MINUTES_OF_DAY = 24 * 60;
const MINUTE = 60_000;

/** Upkeep: once a day, each brand at a minute of its own. A day that is missed is made up by the next. */
export async function planForgetting({ sql, brand }: Scope, minute: Date): Promise<void> {
  const minuteOfDay = Math.floor(minute.getTime() / MINUTE) % MINUTES_OF_DAY;
  if (BigInt(minuteOfDay) !== BigInt(brand.id) % BigInt(MINUTES_OF_DAY)) return;
  await enqueue(sql, CAMPAIGN_FORGET_JOB, { brandId: brand.id }, { jobKey: `${CAMPAIGN_FORGET_JOB}:${brand.id}` });
}

const BATCH = 10_000;

const CAMPAIGNS = statement('select id from campaign where brand_id = $1');

/** From the last flow of the batch before on: those that stay are not looked at again. */
const OLD = statement(`
  select id, started_at::text from campaign_flow
  where brand_id = $1 and campaign_id = $2 and started_at < now() - $3::bigint * interval '1 millisecond'
    and (started_at, id) > ($4::timestamptz, $5::bigint)
  order by started_at, id limit $6`);

/** Whoever is on the way keeps its flow, and where that has its variables from. None of that age gets anybody new. */
const REMOVE = statement(`
  delete from campaign_flow f
  where f.brand_id = $1 and f.id = any($3::bigint[]) and not exists (
    select from campaign_place p where p.brand_id = $1 and p.campaign_id = $2 and p.flow_id = f.id)
    and not exists (select from campaign_flow c where c.brand_id = $1 and c.base_id = f.id)`);

/**
 * The job `campaign.forget`: removes flows that began CAMPAIGN_FLOW_KEEP ago, and their variables with them, unless
 * somebody is on the way in them. Each batch is a transaction of its own.
 * @throws the signal's reason
 */
export async function forgetFlows(
  { sql, brand, limits }: Scope, _payload: unknown, signal: AbortSignal,
): Promise<void> {
  for (const [campaignId] of await rows<[string]>(sql, CAMPAIGNS, [brand.id])) {
    let last: readonly [id: string, startedAt: string] | undefined = ['0', '-infinity'];
    while (last !== undefined) {
      signal.throwIfAborted();
      const values = [brand.id, campaignId, limits.CAMPAIGN_FLOW_KEEP, last[1], last[0], BATCH];
      const old: [string, string][] = await rows<[string, string]>(sql, OLD, values);
      if (old.length > 0) await rows(sql, REMOVE, [brand.id, campaignId, old.map(([id]) => id)]);
      last = old.length < BATCH ? undefined : old.at(-1);
    }
  }
}
