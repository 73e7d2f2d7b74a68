import { tablesAbove } from '../model/living-rows.ts';
import { CUSTOMER_TABLE, type Table } from '../model/model.ts';

/** SQL of all rows of a table beside the rows that contain them, for selects of other rooms. */
export interface RowsWithParents {
  readonly from: string;
  /** Leaves the rows whose whole chain of parents is there. */
  readonly where: string;
  /** Alias of dm_row, or of table customer, with the row of a table; undefined: the table is not of the chain. */
  alias(table: Table): string | undefined;
}

/**
 * The rows of a table, each with the rows above it and the customer at the top, if that is where the chain begins. The
 * definitions must be those of the statement's snapshot.
 * @param brand SQL of the brand's number
 * @param number SQL of the number of a table
 */
export function rowsWithParents(table: Table, brand: string, number: (table: Table) => string): RowsWithParents {
  const chain = tablesAbove(table);
  const aliases = new Map(chain.map((one, place) => [one.id, place === chain.length - 1 ? 'r' : `above_${place}`]));
  const of = (one: Table) => aliases.get(one.id) ?? '';
  const joins = chain.map((one, place) => {
    const above = chain[place - 1];
    const on = above === undefined ? '' : ` on ${of(one)}.parent_id = ${of(above)}.id`;
    return `${above === undefined ? '' : 'join '}dm_row ${of(one)}${on}`;
  });
  const conditions = chain.map((one) => `${of(one)}.brand_id = ${brand} and ${of(one)}.table_id = ${number(one)}`);
  const [top] = chain;
  if (top?.parent === CUSTOMER_TABLE) {
    joins.push(`join customer c on c.id = ${of(top)}.parent_id`);
    conditions.push(`c.brand_id = ${brand}`);
    aliases.set(CUSTOMER_TABLE.id, 'c');
  }
  return { from: joins.join('\n'), where: conditions.join(' and '), alias: ({ id }) => aliases.get(id) };
}
