import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Begin } from '../objects/act.ts';
import { exitsOf } from '../objects/object.ts';
import { holdCustomers } from './hold-customers.ts';
import { carryOut } from './move.ts';
import { holdRunning, loadRunning, type Running, type RunningObject } from './running.ts';
import { holdMembers } from './tell.ts';
import { wakeCampaigns } from './wake.ts';

const CAMPAIGN = statement('select campaign_id from campaign_object where brand_id = $1 and id = $2');

/** What was planned in flows of before the last start was cancelled. */
const FLOWS = statement(`
  select f.id from campaign_flow f join campaign c on c.brand_id = f.brand_id and c.id = f.campaign_id
  where f.brand_id = $1 and f.campaign_id = $2 and f.id = any($3::bigint[]) and f.started_at >= c.started_at`);

/**
 * Lets members who have been at an object leave it by an exit, in the flow in which they were there, because of
 * something outside: a click, an answer that came late. Where they are now stays as it is, and each time is a way more.
 * No object that there is has such an exit; clicks and bounces of mailings will.
 * Left out, without an error, is who is not in the campaign any more, and whose flow began before the campaign was
 * started the last time; all, when it does not run or its version has no such object.
 * @returns how many ways have begun
 */
export async function leaveLater(tx: TxScope, objectId: string, leaving: readonly Begin[]): Promise<number> {
  const { sql, brand } = tx;
  const found = await objectOf(tx, objectId);
  if (found === undefined || leaving.length === 0) return 0;
  const { running, object: { graph, wiring } } = found;
  const named = leaving.map(({ customerId }) => customerId);
  const members = new Set(await holdMembers(tx, running.id, await holdCustomers(tx, named)));
  const given = [...new Set(leaving.map(({ flowId }) => flowId))];
  const flows = new Set((await rows<[string]>(sql, FLOWS, [brand.id, running.id, given])).flat());
  const exits = exitsOf(graph.of, graph.settings);
  const begins = leaving.filter(({ exit, customerId, flowId }) =>
    exits.includes(exit) && members.has(customerId) && flows.has(flowId));
  if (begins.length === 0) return 0;
  await carryOut({ tx, campaign: running, objectId, claimed: [], wiring }, { begins });
  await wakeCampaigns(tx);
  return begins.length;
}

async function objectOf(
  tx: TxScope, objectId: string,
): Promise<{ readonly running: Running; readonly object: RunningObject } | undefined> {
  const [[campaignId] = []] = await rows<[string]>(tx.sql, CAMPAIGN, [tx.brand.id, objectId]);
  const version = campaignId === undefined ? undefined : await holdRunning(tx, campaignId);
  if (campaignId === undefined || version === undefined) return undefined;
  const running = await loadRunning(tx, campaignId, version);
  const object = running.objects.get(objectId);
  return object && { running, object };
}
