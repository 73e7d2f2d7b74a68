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

/** Claims members that are due at an object until the transaction ends; by the number of the customer. */
export async function claimDue({ sql, brand }: TxScope, objectId: string, most: number): Promise<Claimed[]> {
  type Row = [row: string, id: string, customerId: string, flowId: string, note: string | null];
  const found = await rows<Row>(sql, CLAIM, [brand.id, objectId, most]);
  return found.map(([row, id, customerId, flowId, note]) => ({ row, id, customerId, flowId, note }));
}
