import { rows, statement, type TxScope } from '../../../db/index.ts';
import type { EventMap } from '../../../events/index.ts';
import { CUSTOMER_TABLE } from '../../model/model.ts';
import { enqueuePurge } from '../../purge/purge.ts';

const DOOM = statement(`
  insert into dm_doomed (brand_id, table_id, row_id)
  select $1, $2, customer_id from unnest($3::bigint[]) as customer_id
  where exists (select from dm_table where brand_id = $1 and parent_id = $2 and deleted_at is null)
  on conflict do nothing
  returning 1`);

/**
 * Listens to `customer.deleted`: nobody sees the rows below such a customer from that commit on; the job
 * `datamodel.purge` removes them.
 */
export async function forgetRowsOfCustomers(
  tx: TxScope, { customerIds }: EventMap['customer.deleted'],
): Promise<void> {
  const doomed = await rows(tx.sql, DOOM, [tx.brand.id, CUSTOMER_TABLE.id, customerIds]);
  if (doomed.length > 0) await enqueuePurge(tx);
}
