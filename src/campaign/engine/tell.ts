import { rows, statement, type TxScope } from '../../db/index.ts';
import { isHeard, publish, type EventMap } from '../../events/index.ts';
import { NOBODY } from '../objects/act.ts';

const NAME = statement('select name from campaign where brand_id = $1 and id = $2');

async function nameOf({ sql, brand }: TxScope, campaignId: string): Promise<string> {
  return (await rows<[string]>(sql, NAME, [brand.id, campaignId]))[0]?.[0] ?? '';
}

/** Tells who has begun in a campaign. @param flowId null: they were put in, and their way has not begun */
export async function tellEntered(
  tx: TxScope, { campaignId, flowId }: { readonly campaignId: string; readonly flowId: string | null },
  customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0 || !await isHeard(tx, 'campaign.entered')) return;
  await publish(tx, 'campaign.entered', { campaignId, name: await nameOf(tx, campaignId), flowId, customerIds });
}

/**
 * Held, so that of two steps that end the last two ways of a customer the second one finds none. Who was taken out has
 * been told of.
 */
const HOLD = statement(`
  select customer_id from campaign_member
  where brand_id = $1 and campaign_id = $2 and customer_id = any($3::bigint[]) and left_at is null
  order by customer_id for no key update`);

const THROUGH = statement(`
  select customer_id from unnest($3::bigint[]) as given (customer_id)
  where (
    select p.id from campaign_place p
    where p.brand_id = $1 and p.customer_id = given.customer_id and p.campaign_id = $2 limit 1) is null`);

/** Those of the customers who are in a campaign, held until the transaction ends. */
export async function holdMembers(
  { sql, brand }: TxScope, campaignId: string, customerIds: readonly string[],
): Promise<string[]> {
  return (await rows<[string]>(sql, HOLD, [brand.id, campaignId, customerIds])).flat();
}

/** Tells who has no way to go in a campaign any more, of those for whom one has ended in this transaction. */
export async function tellEnded(
  tx: TxScope, campaignId: string, reason: 'ended' | 'stopped', customerIds: readonly string[],
): Promise<void> {
  const ended = [...new Set(customerIds)].filter((id) => id !== NOBODY);
  if (ended.length === 0 || !await isHeard(tx, 'campaign.left')) return;
  const held = await holdMembers(tx, campaignId, ended);
  const through = (await rows<[string]>(tx.sql, THROUGH, [tx.brand.id, campaignId, held])).flat();
  await tellLeft(tx, campaignId, reason, through);
}

/** Tells who has left a campaign. */
export async function tellLeft(
  tx: TxScope, campaignId: string, reason: EventMap['campaign.left']['reason'], customerIds: readonly string[],
): Promise<void> {
  if (customerIds.length === 0 || !await isHeard(tx, 'campaign.left')) return;
  await publish(tx, 'campaign.left', { campaignId, name: await nameOf(tx, campaignId), reason, customerIds });
}
