import { rows, statement, type Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { tellEnded } from '../engine/tell.ts';
import { findCampaign } from './campaign.ts';
import { setOff, sweepSoon } from './start-campaign.ts';

const BATCH = 5000;

const STOPPING = statement(`
  select id, deleted_at is not null from campaign where brand_id = $1 and state = 'stopping' order by id`);

/** Through the queue's index, object by object. */
const CANCEL = statement(`
  delete from campaign_place where ctid = any(array(
    select p.ctid from campaign_object o
    join campaign_place p on p.object_id = o.id
    where o.brand_id = $1 and o.campaign_id = $2
    limit $3 for update of p skip locked))
  returning customer_id`);

const STOPPED = statement(`
  update campaign set state = 'stopped' where brand_id = $1 and id = $2 and state = 'stopping'
  returning starts_again`);

/** What was to leave the house. */
const CANCEL_PARCELS = statement(`
  delete from campaign_handing where brand_id = $1 and id = any(array(
    select id from campaign_handing where brand_id = $1 and campaign_id = $2 limit $3))
  returning 1`);

/** What belongs to a campaign, in an order in which nothing is left pointing to what is gone. */
const REMOVE = [
  `delete from campaign_member where ctid = any(array(
    select ctid from campaign_member where brand_id = $1 and campaign_id = $2 limit $3)) returning 1`,
  // By customers: where a row lies says nothing without its partition.
  `delete from campaign_way where brand_id = $1 and campaign_id = $2 and customer_id = any(array(
    select w.customer_id from campaign_way w
    where w.brand_id = $1 and w.campaign_id = $2
      and w.object_id in (select id from campaign_object where brand_id = $1 and campaign_id = $2)
    limit $3)) returning 1`,
  `delete from campaign_flow where ctid = any(array(
    select ctid from campaign_flow where brand_id = $1 and campaign_id = $2 limit $3)) returning 1`,
  `delete from campaign_count_delta where ctid = any(array(
    select d.ctid from campaign_object o join campaign_count_delta d on d.brand_id = $1 and d.object_id = o.id
    where o.brand_id = $1 and o.campaign_id = $2 limit $3)) returning 1`,
  `delete from campaign_object where ctid = any(array(
    select ctid from campaign_object where brand_id = $1 and campaign_id = $2 limit $3)) returning 1`,
  `delete from campaign_version where ctid = any(array(
    select ctid from campaign_version where brand_id = $1 and campaign_id = $2 limit $3)) returning 1`,
  `delete from campaign where ctid = any(array(
    select ctid from campaign where brand_id = $1 and id = $2 limit $3)) returning 1`,
].map(statement);

/**
 * The job `campaign.sweep`: cancels what was planned in campaigns that stop, starts again those that are to, and
 * removes what belongs to deleted ones. Each batch is a transaction of its own, and what is left says where to go on.
 * @throws the signal's reason
 */
export async function sweepCampaigns(scope: Scope, _payload: unknown, signal: AbortSignal, log: Log): Promise<void> {
  for (const [id, isDeleted] of await rows<[string, boolean]>(scope.sql, STOPPING, [scope.brand.id])) {
    await cancel(scope, id, signal, isDeleted);
    await inBatches(scope, CANCEL_PARCELS, id, signal);
    if (!isDeleted) await end(scope, id, log);
    else for (const act of REMOVE) await inBatches(scope, act, id, signal);
  }
}

/** Upkeep: what stops without a job to end it is swept. */
export async function sweepStopping(scope: Scope): Promise<void> {
  const stopping = await rows(scope.sql, STOPPING, [scope.brand.id]);
  if (stopping.length > 0) await sweepSoon(scope);
}

/** Of a campaign that is deleted its members are not told of. */
async function cancel(scope: Scope, id: string, signal: AbortSignal, isDeleted: boolean): Promise<void> {
  let removed = BATCH;
  while (removed === BATCH) {
    signal.throwIfAborted();
    removed = await scope.transaction(async (tx) => {
      const cancelled = (await rows<[string]>(tx.sql, CANCEL, [tx.brand.id, id, BATCH])).flat();
      if (!isDeleted) await tellEnded(tx, id, 'stopped', cancelled);
      return cancelled.length;
    });
  }
}

async function inBatches(scope: Scope, act: typeof CANCEL_PARCELS, id: string, signal: AbortSignal): Promise<void> {
  let removed = BATCH;
  while (removed >= BATCH) {
    signal.throwIfAborted();
    removed = (await rows(scope.sql, act, [scope.brand.id, id, BATCH])).length;
  }
}

/** What cannot start again stays stopped. */
async function end(scope: Scope, id: string, log: Log): Promise<void> {
  try {
    await stopped(scope, id, true);
  } catch (err) {
    if (!(err instanceof TolkError)) throw err;
    log.warn({ err, campaignId: id }, 'a campaign cannot start again');
    await stopped(scope, id, false);
  }
}

function stopped(scope: Scope, id: string, mayStart: boolean): Promise<void> {
  return scope.transaction(async (tx) => {
    const [[startsAgain] = [false]] = await rows<[boolean]>(tx.sql, STOPPED, [tx.brand.id, id]);
    if (startsAgain && mayStart) await setOff(tx, await findCampaign(tx, id));
  });
}
