import { rows, statement, type TxScope } from '../../db/index.ts';
import { NOBODY, type Due } from '../objects/act.ts';

/** A member as the engine has it: with where its row lies, which holds while this transaction locks it. */
export interface Claimed extends Due {
  readonly row: string;
}

/** Whom to claim. */
interface Wish {
  readonly objectId: string;
  readonly most: number;
  /** Nobody has been due there for longer. */
  readonly from: string;
}

/*
 * The places are few at one moment and a million at the next, and the planner may believe for a minute that they are
 * few; any key that begins with the brand looks as good to it then as any other. So statements look for places of an
 * object without naming the brand, which leaves them the index of the queue alone, and for places that they have locked
 * by nothing but where these lie. Numbers of objects are unique in all brands.
 */

/** Those that another worker has in hand are left to it. What was due earlier than $3 has been claimed before. */
const CLAIM = statement(`
  with due as materialized (
    select p.ctid, p.id, p.customer_id, p.flow_id, p.note from campaign_place p
    where p.object_id = $1 and p.due_at <= now() and p.due_at >= $3::timestamptz
    order by p.due_at
    limit $2
    for update skip locked
  )
  select ctid::text, id, customer_id, flow_id, note from due order by customer_id, id`);

/** Through the key of the places, in the order in which all lock them. */
const CLAIM_THESE = statement(`
  select p.ctid::text, p.id, p.customer_id, p.flow_id, p.note
  from (select * from unnest($3::bigint[], $4::bigint[]) as given (customer_id, id) order by customer_id, id) as these
  cross join lateral (
    select ctid, id, customer_id, flow_id, note from campaign_place
    where brand_id = $1 and customer_id = these.customer_id and campaign_id = $2 and id = these.id
    for update
  ) as p
  order by p.customer_id, p.id`);

/** Claims these places, those of them that are there. */
export async function claimThese(
  { sql, brand }: TxScope, campaignId: string, customerIds: readonly string[], ids: readonly string[],
): Promise<Claimed[]> {
  return (await rows<Row>(sql, CLAIM_THESE, [brand.id, campaignId, customerIds, ids])).map(claimedOf);
}

/**
 * With all places of the customers who are due at the object, wherever they are in the campaign; these are held in the
 * order in which all lock them, before any is claimed.
 */
const CLAIM_WHOLE = statement(`
  with due as materialized (
    select customer_id from campaign_place
    where object_id = $1 and due_at <= now() and due_at >= $3::timestamptz
    order by due_at limit $2
  ),
  held as materialized (
    select p.* from (select distinct customer_id from due order by 1) as these
    cross join lateral (
      select ctid, id, customer_id, flow_id, note, object_id, due_at from campaign_place
      where brand_id = $4 and customer_id = these.customer_id and campaign_id = $5
        and (customer_id <> ${NOBODY} or object_id = $1)
      order by id for update
    ) as p
  )
  select ctid::text, id, customer_id, flow_id, note from held
  where object_id = $1 and due_at <= now()
  order by customer_id, id`);

/** Claims members as `claimDue`, and holds all else that is planned for them in the campaign. */
export async function claimWhole(
  { sql, brand }: TxScope, campaignId: string, { objectId, most, from }: Wish,
): Promise<Claimed[]> {
  return (await rows<Row>(sql, CLAIM_WHOLE, [objectId, most, from, brand.id, campaignId])).map(claimedOf);
}

/** A place as the statements of claims read it. */
export type Row = [row: string, id: string, customerId: string, flowId: string, note: string | null];

export function claimedOf([row, id, customerId, flowId, note]: Row): Claimed {
  return { row, id, customerId, flowId, note };
}

/** Claims members that are due at an object until the transaction ends; by the number of the customer. */
export async function claimDue({ sql }: TxScope, { objectId, most, from }: Wish): Promise<Claimed[]> {
  return (await rows<Row>(sql, CLAIM, [objectId, most, from])).map(claimedOf);
}
