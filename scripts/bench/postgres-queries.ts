/** The look-up by customer number as the room of customers asks it, for those that are measured beside it. */
import { CUSTOMER_COLUMNS } from '../../src/customer/read/row.ts';

/** $1 brand, $2 its zone, $3 customer number, $4 most rows. */
export const LOOK_UP = `
  select ${CUSTOMER_COLUMNS} from customer c
  where c.brand_id = $1 and c.external_id = $3 and c.external_id <> '' order by c.id limit $4`;
