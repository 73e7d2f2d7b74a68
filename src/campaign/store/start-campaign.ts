import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { enqueue } from '../../jobs/index.ts';
import { graphOf } from '../definition/check-graph.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { makeFlow } from '../engine/flow.ts';
import { placeNobody } from '../engine/join.ts';
import { wakeCampaigns } from '../engine/wake.ts';
import type { Listening } from '../objects/object.ts';
import { definitionOf, findCampaign, lockCampaign, objectIds, type Campaign } from './campaign.ts';
import { checkReferences } from './save-campaign.ts';

/** Job that cancels what was planned where a campaign stops, and removes deleted ones; payload { brandId }. */
export const CAMPAIGN_SWEEP_JOB = 'campaign.sweep';

const START = statement(`
  update campaign set state = 'running', running_version = version, started_at = now(), starts_again = false
  where brand_id = $1 and id = $2`);
const FORGIVE = statement(`
  update campaign_object set failures = 0, error = null, retry_at = null where brand_id = $1 and campaign_id = $2`);

/** A campaign that was just started, and what whoever did it should know: of an object each, by what it is called. */
interface StartedCampaign extends Campaign {
  readonly warnings: readonly string[];
}

/**
 * Starts the newest version of a campaign. All that it names must be there.
 * @param called its number or its name
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_STATE, and what the objects say
 */
export function startCampaign(scope: Scope, called: string): Promise<StartedCampaign> {
  return scope.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, called);
    if (campaign.state !== 'stopped') throw wrongState(campaign, 'started');
    await setOff(tx, campaign);
    return { ...await findCampaign(tx, campaign.id), warnings: await warningsOf(tx, campaign) };
  });
}

async function warningsOf(scope: Scope, { id, version }: Campaign): Promise<string[]> {
  const warnings: string[] = [];
  for (const { id: key, of, settings } of graphOf(await definitionOf(scope, id, version))) {
    const warning = await of.warns?.(scope, settings);
    if (warning !== undefined) warnings.push(`${key}: ${warning}`);
  }
  return warnings;
}

/** Lets a stopped campaign run; its row is locked. */
export async function setOff(tx: TxScope, { id, version }: Campaign): Promise<void> {
  const definition = await definitionOf(tx, id, version);
  if (definition.kind === 'object') throw wrongCampaign(definition.name, 'is a user-defined object, which runs in campaigns only');
  await checkReferences(tx, definition);
  await rows(tx.sql, START, [tx.brand.id, id]);
  await rows(tx.sql, FORGIVE, [tx.brand.id, id]);
  const numbers = await objectIds(tx, id);
  for (const { id: key, of, settings } of graphOf(definition)) {
    await listen(tx, id, numbers.get(key) ?? '', of.listens?.(settings) ?? []);
    const dueAt = await of.firstDue?.(tx, settings);
    const objectId = numbers.get(key);
    if (dueAt === undefined || objectId === undefined) continue;
    const flowId = await makeFlow(tx, { campaignId: id, objectId, variables: {} });
    await placeNobody(tx, { campaignId: id, flowId, objectId }, dueAt);
  }
  await wakeCampaigns(tx);
}

const LISTEN = statement(`
  insert into campaign_listen (brand_id, campaign_id, object_id, event, subject)
  select $1, $2, $3, event, subject from unnest($4::text[], $5::text[]) as given (event, subject)`);
const DEAF = statement('delete from campaign_listen where brand_id = $1 and campaign_id = $2');

/** Has a start hear of events from now on. */
async function listen(tx: TxScope, campaignId: string, objectId: string, to: readonly Listening[]): Promise<void> {
  if (to.length === 0) return;
  const values = [to.map(({ event }) => event), to.map(({ subject }) => subject)];
  await rows(tx.sql, LISTEN, [tx.brand.id, campaignId, objectId, ...values]);
}

/** Lets a campaign hear of no events any more; it waits for those who are just telling it one. */
export async function stopListening({ sql, brand }: TxScope, campaignId: string): Promise<void> {
  await rows(sql, DEAF, [brand.id, campaignId]);
}

const STOP = statement(`
  update campaign set state = 'stopping', running_version = null, starts_again = $3 where brand_id = $1 and id = $2`);

/**
 * Stops a campaign: nothing of it moves from now on, what was planned is cancelled by a job (state stopping, then
 * stopped). Members stay members.
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_STATE
 */
export function stopCampaign(scope: Scope, called: string): Promise<Campaign> {
  return scope.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, called);
    if (campaign.state !== 'running') throw wrongState(campaign, 'stopped');
    return stop(tx, campaign, false);
  });
}

const WIPE = [
  statement(`delete from campaign_count where brand_id = $1 and object_id = any($2::bigint[])`),
  statement(`delete from campaign_count_delta where brand_id = $1 and object_id = any($2::bigint[])`),
];
const COUNT_FROM_NOW = statement('update campaign set counted_from = now() where brand_id = $1 and id = $2');

/**
 * Stops a campaign and starts its newest version as soon as it is stopped.
 * @param statistics whether those so far are kept; what members have been through is kept always
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_STATE, and what the objects say
 */
export function restartCampaign(
  scope: Scope, called: string, statistics: 'keep' | 'wipe',
): Promise<StartedCampaign> {
  return scope.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, called);
    if (campaign.state === 'stopping') throw wrongState(campaign, 'restarted');
    await checkReferences(tx, await definitionOf(tx, campaign.id, campaign.version));
    if (statistics === 'wipe') {
      const objects = [...(await objectIds(tx, campaign.id)).values()];
      for (const act of WIPE) await rows(tx.sql, act, [tx.brand.id, objects]);
      await rows(tx.sql, COUNT_FROM_NOW, [tx.brand.id, campaign.id]);
    }
    return { ...await stop(tx, campaign, true), warnings: await warningsOf(tx, campaign) };
  });
}

async function stop(tx: TxScope, { id }: Campaign, startsAgain: boolean): Promise<Campaign> {
  await rows(tx.sql, STOP, [tx.brand.id, id, startsAgain]);
  await stopListening(tx, id);
  await sweepSoon(tx);
  return findCampaign(tx, id);
}

/** What a stop or a restart has left behind is removed by a job, one a brand. */
export function sweepSoon({ sql, brand }: Scope): Promise<void> {
  return enqueue(sql, CAMPAIGN_SWEEP_JOB, { brandId: brand.id }, { jobKey: `${CAMPAIGN_SWEEP_JOB}:${brand.id}` });
}

function wrongState({ name, state }: Campaign, act: string) {
  return failure('CAMPAIGN_STATE', { campaign: name, state, act });
}
