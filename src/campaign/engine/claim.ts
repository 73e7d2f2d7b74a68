import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Due } from '../objects/object.ts';

/** A member as the engine has it: with where its row lies, which holds while this transaction locks it. */
export interface Claimed extends Due {
  readonly row: string;
}

/** Those that another worker has in hand are left to it. */
const CLAIM = statement(`
  with due as materialized (
    select p.ctid, p.id, p.customer_id, p.flow_id, p.note from campaign_place p
    where p.brand_id = $1 and p.object_id = $2 and p.due_at <= now()
    order by p.due_at
    limit $3
    for update skip locked
  )
  select ctid::text, id, customer_id, flow_id, note from due order by customer_id, id`);

/** Through the key of the places, in the order in which all lock them. */
const CLAIM_THESE = statement(`
  with these as materialized (
    select p.ctid, p.id, p.customer_id, p.flow_id, p.note
    from unnest($3::bigint[], $4::bigint[]) as these (customer_id, id)
    join campaign_place p
      on p.brand_id = $1 and p.customer_id = these.customer_id and p.campaign_id = $2 and p.id = these.id
    order by p.customer_id, p.id
    for update of p
  )
  select ctid::text, id, customer_id, flow_id, note from these order by customer_id, id`);

/** Claims these places, those of them that are there. */
export async function claimThese(
  { sql, brand }: TxScope, campaignId: string, customerIds: readonly string[], ids: readonly string[],
): Promise<Claimed[]> {
  return (await rows<Row>(sql, CLAIM_THESE, [brand.id, campaignId, customerIds, ids])).map(claimedOf);
}

/** A place as the statements of claims read it. */
export type Row = [row: string, id: string, customerId: string, flowId: string, note: string | null];

export function claimedOf([row, id, customerId, flowId, note]: Row): Claimed {
  return { row, id, customerId, flowId, note };
}

/** Claims members that are due at an object until the transaction ends; by the number of the customer. */
export async function claimDue({ sql, brand }: TxScope, objectId: string, most: number): Promise<Claimed[]> {
  return (await rows<Row>(sql, CLAIM, [brand.id, objectId, most])).map(claimedOf);
}
