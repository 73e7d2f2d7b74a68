import { rows, statement, type Scope } from '../../db/index.ts';
import { publish } from '../../events/index.ts';
import { customerNotFound, canBeId } from '../values.ts';

const LOCK = statement('select id from customer where brand_id = $1 and id = $2 for update');

/**
 * Accounts go by their foreign key. What was written in the history stays as names of fields, without the
 * values of a person.
 */
const REMOVE = statement(`
with removed as (
  delete from customer where brand_id = $1 and id = $2
), emptied as (
  update customer_history h
  set changes = (select jsonb_object_agg(name, '[]'::jsonb) from jsonb_object_keys(h.changes) as name)
  where h.brand_id = $1 and h.customer_id = $2 and h.changes <> '{}'
)
insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
values ($1, $2, clock_timestamp(), 'deleted', $3, $4, '{}')`);

/**
 * Deletes a customer with its accounts, options and, through the event, memberships: all in one transaction.
 * @throws {TolkError} CUSTOMER_NOT_FOUND
 */
export async function deleteCustomer(scope: Scope, customerId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { sql, brand, actor } = tx;
    if (!canBeId(customerId)) throw customerNotFound(customerId);
    await publish(tx, 'customer.deleting', { customerIds: [customerId] });
    if ((await rows(sql, LOCK, [brand.id, customerId])).length === 0) throw customerNotFound(customerId);
    await publish(tx, 'customer.deleted', { customerIds: [customerId] });
    await rows(sql, REMOVE, [brand.id, customerId, actor.name, actor.door]);
  });
}
