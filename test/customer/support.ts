/** Scopes for tests of the room of customers, and what its store holds. */
import { readConfig } from '../../src/config.ts';
import type { Customer } from '../../src/customer/index.ts';
import { createScope, type Brand, type Door, type Publisher, type Scope, type Store, type TxScope } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';

/** What was published, in order. */
export class Heard implements Publisher {
  readonly events: { name: string; payload: object }[] = [];

  publish(_scope: TxScope, name: string, payload: object): Promise<void> {
    this.events.push({ name, payload });
    return Promise.resolve();
  }
}

interface ScopeWish {
  readonly events?: Publisher;
  /** As in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly actor?: string;
  readonly door?: Door;
}

/** The scope of a call. */
export function scopeOf(sql: Store, brand: Brand, wish: ScopeWish = {}): Scope {
  const { events = new Heard(), settings = {}, actor = 'tester', door = 'soap' } = wish;
  return createScope({ sql, brand, actor: { name: actor, door }, events, limits: readConfig(settings) });
}

/** What a call was refused with: `213 Customer 7 not found`. A fault of ours passes through. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TolkError) return `${error.row.fault} ${error.message}`;
    throw error;
  }
  return 'no fault';
}

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
