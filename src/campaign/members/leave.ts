import { rows, statement, type TxScope } from '../../db/index.ts';
import { tellLeft } from '../engine/tell.ts';

const LEAVE = statement(`
  update campaign_member set left_at = now()
  where brand_id = $1 and campaign_id = $2 and customer_id = any($3::bigint[]) and left_at is null
  returning customer_id`);

/** In the order in which all lock places. */
const CANCEL = statement(`
  with planned as materialized (
    select customer_id, campaign_id, id from campaign_place
    where brand_id = $1 and customer_id = any($2::bigint[]) and campaign_id = coalesce($3::bigint, campaign_id)
      and id <> all($4::bigint[])
    order by customer_id, id for update
  )
  delete from campaign_place p using planned
  where p.brand_id = $1 and p.customer_id = planned.customer_id and p.campaign_id = planned.campaign_id
    and p.id = planned.id
  returning 1`);

interface Cancelling {
  readonly customerIds: readonly string[];
  /** null: in all of them. */
  readonly campaignId: string | null;
  /** Places that stay. */
  readonly but?: readonly string[];
}

/** Cancels what is planned for customers. A step that it waits for may leave copies, so it looks again. */
export async function cancelPlaces(
  { sql, brand }: TxScope, { customerIds, campaignId, but = [] }: Cancelling,
): Promise<void> {
  let removed = 1;
  while (removed > 0) removed = (await rows(sql, CANCEL, [brand.id, customerIds, campaignId, but])).length;
}

/**
 * Takes customers out of a campaign and cancels what was planned for them there: places are locked before members, as
 * in steps, and what came between is looked for afterwards.
 * @param but places that stay where they are
 * @returns those who were in it
 */
export async function leaveCampaign(
  tx: TxScope, campaignId: string, customerIds: readonly string[], but: readonly string[] = [],
): Promise<readonly string[]> {
  await cancelPlaces(tx, { customerIds, campaignId, but });
  const left = (await rows<[string]>(tx.sql, LEAVE, [tx.brand.id, campaignId, customerIds])).flat();
  await cancelPlaces(tx, { customerIds, campaignId, but });
  await tellLeft(tx, campaignId, 'removed', left);
  return left;
}
