import { rows, statement, type TxScope } from '../../db/index.ts';
import type { EventMap } from '../../events/index.ts';
import { runById } from '../../schedule/index.ts';
import { isTriggerCalled, triggerOfRun } from '../../transfer/index.ts';
import { awaitingNote } from '../engine/await-run.ts';
import { makeFlow } from '../engine/flow.ts';
import { wakeCampaigns } from '../engine/wake.ts';
import { importVariables } from '../values/import-variables.ts';

/** Starts of campaigns that run; a campaign that stops waits until what begins here is placed, and cancels it. */
const STARTS = statement(`
  select c.id, o.id, object #>> '{settings,trigger}'
  from campaign c
  join campaign_version v on v.brand_id = c.brand_id and v.campaign_id = c.id and v.version = c.running_version
  cross join lateral jsonb_array_elements(v.definition -> 'objects') as object
  join campaign_object o on o.brand_id = c.brand_id and o.campaign_id = c.id and o.key = object ->> 'id'
  where c.brand_id = $1 and c.state = 'running' and c.deleted_at is null and object ->> 'type' = 'csvTrigger'
  order by c.id, o.id for share of c`);

const PLACE = statement(`
  insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, note)
  values ($1, $2, 0, $3, $4, now(), $5)`);

/** Listener of `run.ended`, in its transaction: the file of a CSV trigger sets off the campaigns that begin with it. */
export async function beginWithFile(tx: TxScope, { runId, state }: EventMap['run.ended']): Promise<void> {
  const trigger = state === 'done' ? await triggerOfRun(tx, runId) : undefined;
  if (trigger === undefined) return;
  const starts = (await rows<[campaignId: string, objectId: string, called: string]>(tx.sql, STARTS, [tx.brand.id]))
    .filter(([, , called]) => isTriggerCalled(trigger, called));
  if (starts.length === 0) return;
  const variables = { ...importVariables(await runById(tx, runId)), triggerFile: trigger.file };
  for (const [campaignId, objectId] of starts) {
    const flowId = await makeFlow(tx, { campaignId, objectId, variables });
    await rows(tx.sql, PLACE, [tx.brand.id, campaignId, objectId, flowId, awaitingNote({ runId, isFirst: true })]);
  }
  await wakeCampaigns(tx);
}
