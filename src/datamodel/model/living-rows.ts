import { customerQuery } from '../../customer/index.ts';
import { CUSTOMER_TABLE, type Table } from './model.ts';

/**
 * Query for the rows of a table whose whole chain of parents is there. Its text follows from the length of the chain
 * and from whether it begins at a customer.
 * @param brand SQL of the brand's number
 * @param tableId SQL of the number of a table of `tablesAbove`, by its place there
 */
export function livingRows(table: Table, brand: string, tableId: (place: number) => string): string {
  const chain = tablesAbove(table);
  const last = chain.length - 1;
  const row = (place: number) => (place === last ? 'r' : `above_${place}`);
  const isOf = (place: number) => `${row(place)}.brand_id = ${brand} and ${row(place)}.table_id = ${tableId(place)}`;
  const below = chain.slice(1).map((_, index) =>
    `join dm_row ${row(index + 1)} on ${isOf(index + 1)} and ${row(index + 1)}.parent_id = ${row(index)}.id`);
  const customer = customerQuery(brand, `${row(0)}.parent_id`);
  const isBelowCustomer = chain[0]?.parent === CUSTOMER_TABLE;
  return `select r.* from dm_row ${row(0)} ${below.join(' ')}
    where ${isOf(0)}${isBelowCustomer ? ` and exists (${customer})` : ''}`;
}

/** The chain of a table from the top down, itself last and customer left out. */
export function tablesAbove(table: Table): Table[] {
  const { parent } = table;
  return parent === undefined || parent === CUSTOMER_TABLE ? [table] : [...tablesAbove(parent), table];
}
