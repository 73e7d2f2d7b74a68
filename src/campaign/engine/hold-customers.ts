import { rows, statement, type TxScope } from '../../db/index.ts';

/** Against removal, in the order in which all lock customers. */
const HOLD_CUSTOMERS = statement(`
  select held.id from (select distinct unnest($2::bigint[]) as id order by 1) as given
  cross join lateral (select id from customer c where c.brand_id = $1 and c.id = given.id for key share) as held`);

/** Those of the customers who exist, held against removal until the transaction ends. */
export async function holdCustomers({ sql, brand }: TxScope, customerIds: readonly string[]): Promise<string[]> {
  return (await rows<[string]>(sql, HOLD_CUSTOMERS, [brand.id, customerIds])).flat();
}
