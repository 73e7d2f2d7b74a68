/** What the store of the room of customers holds, for its tests. */
import type { Customer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';

/** A row of table customer as it is stored. */
export type StoredCustomer = Readonly<Record<string, unknown>>;

export async function storedCustomer({ sql, brand }: Scope, id: string): Promise<StoredCustomer | undefined> {
  return sql('customer').where({ brand_id: brand.id, id }).first<StoredCustomer | undefined>();
}

/** How many customers the brand has in the store. */
export async function customersStored({ sql, brand }: Scope): Promise<number> {
  const [found] = await sql('customer').where({ brand_id: brand.id }).count<{ count: string }[]>('* as count');
  return Number(found?.count);
}

export interface StoredChange {
  readonly act: string;
  readonly changed_by: string;
  readonly door: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** The history of a customer as it is stored, oldest first. */
export async function storedHistory({ sql, brand }: Scope, customerId: string): Promise<StoredChange[]> {
  return sql('customer_history').where({ brand_id: brand.id, customer_id: customerId }).orderBy(['changed_at', 'id'])
    .select<StoredChange[]>('act', 'changed_by', 'door', 'changes');
}

/** The options of an answer, by name. */
export function optionsOf({ options }: Pick<Customer, 'options'>): Record<string, string> {
  return Object.fromEntries(options.map(({ name, value }) => [name, value]));
}
