import { RunAgain, rows, statement, type TxScope } from '../../db/index.ts';
import { holdMembers, tellLeft } from '../engine/tell.ts';
import { NOBODY } from '../objects/act.ts';

/*
 * All lock in one order: a campaign, places, customers, members; of each kind by the number of the customer, then by
 * their own. Who has any of them already waits for no place: it takes those that nobody has.
 */

const LEAVE = statement(`
  update campaign_member set left_at = now()
  where brand_id = $1 and campaign_id = $2 and customer_id = any($3::bigint[])`);

const PLANNED = `
  from campaign_place
  where brand_id = $1 and customer_id = any($2::bigint[]) and customer_id <> ${NOBODY}
    and campaign_id = coalesce($3::bigint, campaign_id)`;

const HOLD = statement(`select ${PLANNED} order by customer_id, campaign_id, id for update`);

const CANCEL = statement(`
  with free as materialized (
    select customer_id, campaign_id, id ${PLANNED} and id <> all($4::bigint[]) for update skip locked
  )
  delete from campaign_place p using free
  where p.brand_id = $1 and p.customer_id = free.customer_id and p.campaign_id = free.campaign_id and p.id = free.id`);

const LEFT = statement(`select 1 ${PLANNED} and id <> all($4::bigint[]) limit 1`);

interface Places {
  readonly customerIds: readonly string[];
  /** null: in all of them. */
  readonly campaignId: string | null;
  /** Places that stay. */
  readonly but?: readonly string[];
}

/** Holds what is planned for customers, before these are locked: steps that have it in hand are waited for. */
export async function holdPlaces({ sql, brand }: TxScope, { customerIds, campaignId }: Places): Promise<void> {
  await rows(sql, HOLD, [brand.id, customerIds, campaignId]);
}

/**
 * Cancels what is planned for customers, which is held and nothing can be added to.
 * @throws {RunAgain} when a step has something in hand that was not there yet when the places were held
 */
export async function cancelPlaces(
  { sql, brand }: TxScope, { customerIds, campaignId, but = [] }: Places,
): Promise<void> {
  const values = [brand.id, customerIds, campaignId, but];
  await rows(sql, CANCEL, values);
  if ((await rows(sql, LEFT, values)).length > 0) throw new RunAgain('A step has a place that has just come');
}

/**
 * Takes customers, whose places in it are held, out of a campaign and cancels what was planned for them there.
 * @param but places that stay where they are
 * @returns those who were in it
 */
export async function leaveCampaign(
  tx: TxScope, campaignId: string, customerIds: readonly string[], but: readonly string[] = [],
): Promise<readonly string[]> {
  const left = await holdMembers(tx, campaignId, customerIds);
  await rows(tx.sql, LEAVE, [tx.brand.id, campaignId, left]);
  await cancelPlaces(tx, { customerIds, campaignId, but });
  await tellLeft(tx, campaignId, 'removed', left);
  return left;
}
