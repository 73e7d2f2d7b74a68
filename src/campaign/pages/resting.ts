import { rows, statement, type TxScope } from '../../db/index.ts';
import { claimedOf, type Claimed, type Row } from '../engine/claim.ts';
import { carryOut } from '../engine/move.ts';
import type { Running, RunningObject } from '../engine/running.ts';
import { wakeCampaigns } from '../engine/wake.ts';
import type { Outcome } from '../objects/act.ts';
import type { Linked } from './link.ts';

/** Members that rest at a page, held until the transaction ends. */
export interface Resting {
  readonly running: Running;
  readonly object: RunningObject;
  readonly claimed: readonly Claimed[];
}

/**
 * Of two who open it at once the second looks again when the first is done, and finds nobody here any more. `+ 0` keeps
 * it from the index of the queue, in which all lie who rest here.
 */
const RESTING = statement(`
  select ctid::text, id, customer_id, flow_id, note from campaign_place
  where brand_id = $1 and campaign_id = $2 and object_id + 0 = $3 and customer_id = $4 and flow_id = $5
  order by id for update`);

/** Those of a customer in a flow who rest at an object. */
export async function restingAt(
  { sql, brand }: TxScope, running: Running, object: RunningObject, { customerId, flowId }: Linked,
): Promise<Resting> {
  const found = await rows<Row>(sql, RESTING, [brand.id, running.id, object.id, customerId, flowId]);
  return { running, object, claimed: found.map(claimedOf) };
}

/** Lets them go on, as a step of the engine would. */
export async function letGoOn(tx: TxScope, { running, object, claimed }: Resting, outcome: Outcome): Promise<void> {
  await carryOut({ tx, campaign: running, objectId: object.id, claimed, wiring: object.wiring }, outcome);
  await wakeCampaigns(tx);
}
