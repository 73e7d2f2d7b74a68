import { z } from 'zod';
import { isConnectionFailure, rows, statement, type Scope } from '../../db/index.ts';
import type { Log } from '../../log.ts';
import { isStale } from '../../profile/index.ts';
import { loadRunning, type Running } from './running.ts';
import { stepObject } from './step.ts';
import { CAMPAIGN_STEP_JOB, helperLanes, wakeCampaigns, wakeLanes, wakeLater } from './wake.ts';

const payloadType = z.object({ lane: z.int().default(0) });

/**
 * Objects of running campaigns at which somebody is due, and since when: one look at the queue's index for each object.
 * Before what the last look found there lie only entries of places that have gone, until a vacuum removes them; so it
 * goes on from there.
 */
const DUE = statement(`
  select c.id, c.running_version, o.id, o.failures, first.due_at::text
  from campaign c
  join campaign_object o on o.brand_id = c.brand_id and o.campaign_id = c.id
  left join unnest($2::bigint[], $3::timestamptz[]) as last (object_id, due_at) on last.object_id = o.id
  cross join lateral (
    select p.due_at from campaign_place p
    where p.object_id = o.id and p.due_at <= now() and p.due_at >= coalesce(last.due_at, '-infinity')
    order by p.due_at limit 1
  ) as first
  where c.brand_id = $1 and c.state = 'running' and c.deleted_at is null
    and (o.retry_at is null or o.retry_at <= now())
  order by o.id`);

type DueObject = [campaignId: string, version: number, objectId: string, failures: number, from: string];

/** @param since what looks before have found, by the object */
async function lookForDue({ sql, brand }: Scope, since: ReadonlyMap<string, string> = new Map()): Promise<DueObject[]> {
  return rows<DueObject>(sql, DUE, [brand.id, [...since.keys()], [...since.values()]]);
}

/**
 * The job `campaign.step`: moves what is due in the campaigns of a brand, an object at a time in turn, until nothing
 * is due. Several at once share the work. What an object throws is written down with it and stops no other.
 * @throws the signal's reason; errors of the connection
 */
export async function stepCampaigns(scope: Scope, payload: unknown, signal: AbortSignal, log: Log): Promise<void> {
  const { lane } = payloadType.parse(payload);
  const { CAMPAIGN_LANES, CAMPAIGN_STEP, CAMPAIGN_LOOP_TIME } = scope.limits;
  const loaded = new Map<string, Running>();
  const end = performance.now() + CAMPAIGN_LOOP_TIME;
  let hasHelp = lane !== 0;
  const since = new Map<string, string>();
  for (;;) {
    const isWhole = since.size === 0;
    let moved = 0;
    for (const due of await lookForDue(scope, since)) {
      const [, , objectId, , from] = due;
      since.set(objectId, from);
      signal.throwIfAborted();
      const members = await stepSafely(scope, due, loaded, log);
      moved += members;
      if (members < CAMPAIGN_STEP || hasHelp) continue;
      hasHelp = true;
      await wakeLanes(scope, CAMPAIGN_STEP_JOB, helperLanes(CAMPAIGN_LANES));
    }
    if (moved === 0 && isWhole) break; // nothing is due, or others have it in hand
    if (moved === 0) since.clear(); // what comes late may have been due earlier
    if (performance.now() > end) return wakeLanes(scope, CAMPAIGN_STEP_JOB, [lane]);
  }
  await planNext(scope);
}

/** @returns how many members it moved */
async function stepSafely(
  scope: Scope, [campaignId, version, objectId, failures, from]: DueObject, loaded: Map<string, Running>, log: Log,
): Promise<number> {
  try {
    const key = `${campaignId} ${version}`;
    const known = loaded.get(key);
    // What is inside a user-defined object may be new.
    const running = known?.objects.has(objectId) ? known : await loadRunning(scope, campaignId, version);
    loaded.set(key, running);
    const object = running.objects.get(objectId);
    if (object === undefined) throw new Error(`Version ${version} of campaign ${campaignId} has no object ${objectId}`);
    const moved = await stepObject(scope, running, object, from);
    if (failures > 0) await rows(scope.sql, WELL, [scope.brand.id, objectId]);
    return moved;
  } catch (error) {
    if (isConnectionFailure(error)) throw error;
    if (isStale(error)) return 1; // what a condition names was changed meanwhile: again at once
    const { CAMPAIGN_RETRY, CAMPAIGN_RETRY_MAX } = scope.limits;
    const wait = Math.min(CAMPAIGN_RETRY * 2 ** Math.min(failures, 30), CAMPAIGN_RETRY_MAX);
    log.warn({ err: error, campaignId, objectId }, 'the step of a campaign failed; it is tried again later');
    await rows(scope.sql, FAILED, [scope.brand.id, objectId, reasonOf(error), wait]);
    return 0;
  }
}

const WELL = statement(`
  update campaign_object set failures = 0, error = null, retry_at = null where brand_id = $1 and id = $2`);

const FAILED = statement(`
  update campaign_object
  set failures = failures + 1, error = $3, retry_at = now() + $4::bigint * interval '1 millisecond'
  where brand_id = $1 and id = $2`);

const REASON_LENGTH = 1000;

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, REASON_LENGTH).toWellFormed().replaceAll('\0', '\ufffd');
}

/**
 * When something is due next: of each object the first place, or when one that failed may try again. What is due and
 * was not taken others have in hand; to begin at once would be to ask for it, again and again, until they are done.
 */
const NEXT = statement(`
  select case when at > now() then at else now() + interval '1 second' end::text
  from (
    select min(greatest(first.due_at, o.retry_at)) as at
    from campaign c
    join campaign_object o on o.brand_id = c.brand_id and o.campaign_id = c.id
    cross join lateral (
      select p.due_at from campaign_place p
      where p.object_id = o.id and p.due_at < 'infinity'
      order by p.due_at limit 1
    ) as first
    where c.brand_id = $1 and c.state = 'running' and c.deleted_at is null
  ) as next
  where at is not null`);

/** Plans the job for the moment at which something is due next. */
async function planNext(scope: Scope): Promise<void> {
  const [[next] = []] = await rows<[string]>(scope.sql, NEXT, [scope.brand.id]);
  if (next !== undefined) await wakeLater(scope, CAMPAIGN_STEP_JOB, next);
}

/** Upkeep: what is due without a job, because one died, is moved. */
export async function wakeDue(scope: Scope): Promise<void> {
  if ((await lookForDue(scope)).length > 0) await wakeCampaigns(scope);
}
