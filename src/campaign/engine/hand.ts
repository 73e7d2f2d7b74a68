import { z } from 'zod';
import { actingAs, isConnectionFailure, rows, statement, type Scope } from '../../db/index.ts';
import type { Json } from '../../exact-json.ts';
import type { HttpOut } from '../../http-out/index.ts';
import type { Log } from '../../log.ts';
import type { Hands } from '../objects/hands.ts';
import { claimThese } from './claim.ts';
import { carryOut } from './move.ts';
import { holdRunning, loadRunning, type Running, type RunningObject } from './running.ts';
import { CAMPAIGN_HAND_JOB, helperLanes, wakeCampaigns, wakeLanes, wakeLater } from './wake.ts';

interface HandParts {
  readonly httpOut: HttpOut;
  readonly log: Log;
}

const payloadType = z.object({ lane: z.int().default(0) });

/** After this much more than a parcel's time it is taken for lost with its process, and handed over again. */
const MARGIN = 10_000;

/**
 * Takes a parcel, and commits that before it leaves. Until next_at nobody else takes it; what an earlier attempt still
 * does is fenced off by its number.
 */
const TAKE = statement(`
  update campaign_handing h
  set state = 'handing', attempt = h.attempt + 1, next_at = now() + (h.time_limit + ${MARGIN}) * interval '1 millisecond'
  where h.brand_id = $1 and h.id = (
    select id from campaign_handing where brand_id = $1 and next_at <= now() order by next_at limit 1
    for update skip locked
  )
  returning h.id, h.campaign_id, h.object_id, h.key, h.payload, h.place_ids, h.customer_ids, h.attempt, h.failures`);

type Taken = [
  id: string, campaignId: string, objectId: string, key: string, payload: Json, placeIds: string[],
  customerIds: string[], attempt: number, failures: number,
];

const WAITING = statement('select exists (select from campaign_handing where brand_id = $1 and next_at <= now())');

/**
 * The job `campaign.hand`: hands over what objects of a brand's campaigns have prepared, some at the same time, until
 * there is nothing more. Several at once share the work.
 * @throws the signal's reason; errors of the database
 */
export async function handCampaigns(
  scope: Scope, payload: unknown, signal: AbortSignal, parts: HandParts,
): Promise<void> {
  const { lane } = payloadType.parse(payload);
  const { CAMPAIGN_CALLS, CAMPAIGN_LANES, CAMPAIGN_LOOP_TIME } = scope.limits;
  const end = performance.now() + CAMPAIGN_LOOP_TIME;
  if (lane === 0 && await isWaiting(scope)) await wakeLanes(scope, CAMPAIGN_HAND_JOB, helperLanes(CAMPAIGN_LANES));
  const hands = Array.from({ length: CAMPAIGN_CALLS }, async () => {
    while (performance.now() < end) {
      signal.throwIfAborted();
      const [taken] = await rows<Taken>(scope.sql, TAKE, [scope.brand.id]);
      if (taken === undefined) return;
      await handOver(scope, taken, signal, parts);
    }
  });
  const failed = (await Promise.allSettled(hands)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if (await isWaiting(scope)) return wakeLanes(scope, CAMPAIGN_HAND_JOB, [lane]);
  await planNext(scope);
}

async function isWaiting({ sql, brand }: Scope): Promise<boolean> {
  return (await rows<[boolean]>(sql, WAITING, [brand.id]))[0]?.[0] ?? false;
}

const NEXT = statement('select min(next_at)::text from campaign_handing where brand_id = $1');

async function planNext(scope: Scope): Promise<void> {
  const [[next] = [null]] = await rows<[string | null]>(scope.sql, NEXT, [scope.brand.id]);
  if (next !== null) await wakeLater(scope, CAMPAIGN_HAND_JOB, next);
}

/** Upkeep: what nobody hands over, because a job died, is handed over. */
export async function wakeWaiting(scope: Scope): Promise<void> {
  if (await isWaiting(scope)) await wakeLanes(scope, CAMPAIGN_HAND_JOB, [0]);
}

const AGAIN = statement(`
  update campaign_handing
  set state = 'waiting', failures = failures + $6, error = $4, next_at = now() + $5::bigint * interval '1 millisecond'
  where brand_id = $1 and id = $2 and attempt = $3`);

async function handOver(scope: Scope, taken: Taken, signal: AbortSignal, parts: HandParts): Promise<void> {
  const [id, campaignId, objectId, key, payload, , , attempt, failures] = taken;
  const again = (why: string, isFailure = true) => {
    const { CAMPAIGN_CALL_RETRY, CAMPAIGN_RETRY_MAX } = scope.limits;
    const wait = Math.min(CAMPAIGN_CALL_RETRY * 2 ** Math.min(failures, 30), CAMPAIGN_RETRY_MAX);
    const reason = why.slice(0, 1000).replaceAll('\0', '');
    return rows(scope.sql, AGAIN, [scope.brand.id, id, attempt, reason, wait, isFailure ? 1 : 0]);
  };
  try {
    const found = await objectOf(scope, campaignId, objectId);
    if (found === undefined) return; // it stops; what was planned is being cancelled
    const { running, object, hands } = found;
    const handover = { key, signal, httpOut: parts.httpOut, limits: scope.limits, scope };
    const { result, again: why } = await hands.send(payload, handover);
    if (why !== undefined && failures < hands.retries(object.graph.settings)) await again(why);
    else await settle(scope, running, object, taken, result);
  } catch (error) {
    // Somebody else has it soon; the receiver may have got it already, and will see the key again.
    if (signal.aborted) throw error;
    parts.log.warn({ err: error, campaignId, objectId }, 'a parcel of a campaign could not be handed over or settled');
    // That the database went away takes none of the tries that the receiver has.
    await again(error instanceof Error ? error.message : String(error), !isConnectionFailure(error));
  }
}

interface Found {
  readonly running: Running;
  readonly object: RunningObject;
  readonly hands: Hands<unknown>;
}

const VERSION = statement(`
  select running_version from campaign
  where brand_id = $1 and id = $2 and state = 'running' and deleted_at is null`);

async function objectOf(scope: Scope, campaignId: string, objectId: string): Promise<Found | undefined> {
  const [row] = await rows<[number]>(scope.sql, VERSION, [scope.brand.id, campaignId]);
  if (row === undefined) return undefined;
  const running = await loadRunning(scope, campaignId, row[0]);
  const object = running.objects.get(objectId);
  const hands = object?.graph.of.hands;
  return object === undefined || hands === undefined ? undefined : { running, object, hands };
}

const HOLD = statement('select 1 from campaign_handing where brand_id = $1 and id = $2 and attempt = $3 for update');
const DONE = statement('delete from campaign_handing where brand_id = $1 and id = $2');

/** Carries out what became of a parcel, once: who has lost it to another attempt does nothing. */
function settle(
  scope: Scope, running: Running, object: RunningObject, taken: Taken, result: Json,
): Promise<void> {
  const [id, , objectId, , , placeIds, customerIds, attempt] = taken;
  const actor = { name: `campaign ${running.name}`, door: 'campaign' } as const;
  return actingAs(scope, actor).transaction(async (tx) => {
    if (await holdRunning(tx, running.id) !== running.version) return;
    if ((await rows(tx.sql, HOLD, [tx.brand.id, id, attempt])).length === 0) return;
    const claimed = await claimThese(tx, running.id, customerIds, placeIds);
    await rows(tx.sql, DONE, [tx.brand.id, id]);
    if (claimed.length === 0) return;
    const { graph: { of, settings }, wiring } = object;
    const wired = new Set(wiring.keys());
    const step = { tx, settings, campaign: running, objectId, wired, members: claimed };
    const outcome = await of.hands?.settle(step, result) ?? {};
    await carryOut({ tx, campaign: running, objectId, claimed, wiring }, outcome);
    await wakeCampaigns(tx);
  });
}
