import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { claimedOf, type Row } from '../engine/claim.ts';
import { carryOut } from '../engine/move.ts';
import type { Running, RunningObject } from '../engine/running.ts';
import { wakeCampaigns } from '../engine/wake.ts';
import type { LandingSettings } from '../objects/landing-page.ts';
import { mergeFor } from '../values/merge.ts';
import { templateOf } from '../values/template.ts';
import { holdAddressed, type Addressed } from './address.ts';
import { linkDataKey } from './link-key.ts';
import { readLink, type Linked } from './link.ts';
import { seal } from './seal.ts';

/**
 * Opens the link of a member to a landing page: whoever rests there in its flow goes on, and the visitor is sent to
 * the site. Opened again, or before the member has come there, it only sends the visitor on.
 * @param token last part of the link
 * @returns address of the site, with its variables
 * @throws {TolkError} PAGE_NOT_FOUND: no such link, the campaign does not run, or the customer is gone
 */
export function openLanding(scope: Scope, addressed: Addressed, token: string): Promise<string> {
  return scope.transaction(async (tx) => {
    const { running, object } = await holdAddressed(tx, addressed, 'landingPage');
    const member = readLink(addressed.linkKey, token);
    if (member === undefined || await isGone(tx, member)) throw failure('PAGE_NOT_FOUND', {});
    const address = await siteFor(tx, running, object, member);
    await goOn(tx, running, object, member);
    return address;
  });
}

const FLOW = statement(`
  select exists (select from campaign_flow where brand_id = $1 and id = $2)
    and exists (select from campaign_member where brand_id = $1 and customer_id = $3 and campaign_id in (
      select campaign_id from campaign_flow where brand_id = $1 and id = $2))`);

async function isGone({ sql, brand }: TxScope, { customerId, flowId }: Linked): Promise<boolean> {
  const [[isThere] = [false]] = await rows<[boolean]>(sql, FLOW, [brand.id, flowId, customerId]);
  return !isThere;
}

const NOW = statement(`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

async function siteFor(tx: TxScope, { id }: Running, { graph }: RunningObject, member: Linked): Promise<string> {
  const { url, variables, encryptAs } = graph.settings as unknown as LandingSettings; // as its schema has read them
  const due = { id: '', note: null, ...member };
  const merge = await mergeFor(tx, id, variables.map(({ value }) => templateOf(value)), [due]);
  const values = merge(due);
  if (values === undefined) throw failure('PAGE_NOT_FOUND', {});
  const pairs = variables.map(({ name }, place) => [name, values[place] ?? ''] as const);
  const site = new URL(url);
  if (encryptAs === undefined) for (const [name, value] of pairs) site.searchParams.set(name, value);
  else {
    const [[time] = ['']] = await rows<[string]>(tx.sql, NOW, []);
    const key = await linkDataKey(tx);
    site.searchParams.set(encryptAs, `${key.id}.${seal(key.bytes, JSON.stringify({ ...Object.fromEntries(pairs), time }))}`);
  }
  return site.href;
}

/** Of two who open it at once the second looks again when the first is done, and finds nobody here any more. */
const RESTING = statement(`
  select ctid::text, id, customer_id, flow_id, note from campaign_place
  where brand_id = $1 and campaign_id = $2 and object_id = $3 and customer_id = $4 and flow_id = $5
  order by id for update`);

async function goOn(
  tx: TxScope, running: Running, object: RunningObject, { customerId, flowId }: Linked,
): Promise<void> {
  const found = await rows<Row>(tx.sql, RESTING, [tx.brand.id, running.id, object.id, customerId, flowId]);
  const claimed = found.map(claimedOf);
  if (claimed.length === 0) return;
  const moving = { tx, campaign: running, objectId: object.id, claimed, wiring: object.wiring };
  await carryOut(moving, { exits: { continue: claimed } });
  await wakeCampaigns(tx);
}
