import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Customer, CustomerInput } from '../customer.ts';
import { readKey } from '../key.ts';
import { matchCustomers } from './match.ts';
import { asIs, prepareCustomers, withIndex, type Refuse } from './prepare.ts';
import { customerById, customersByIds } from '../read/customers.ts';
import { asNew, saveCustomers, type Find, type Saved } from './save.ts';
import { inTurn } from './turns.ts';
import { customerNotFound, canBeId } from '../values.ts';

type Given = CustomerInput | null | undefined;

/**
 * Names of fields and of options that tell customers apart; both empty: every customer is a new one (soap.md
 * 6.2).
 */
export interface UniqueNames {
  readonly fields: readonly string[];
  readonly options: readonly string[];
}

/**
 * Stores a new customer; nothing is unique, a given id is ignored, no customer at all is an empty one
 * (soap.md 6.2).
 * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN, OPTIONS_EXCEEDED, ACCOUNT_TAKEN, ACCOUNTS_EXCEEDED, like
 *   all acts here
 */
export function insertCustomer(scope: Scope, customer: Given): Promise<Customer> {
  return saveOne(scope, customer, asNew);
}

/**
 * Changes the customer with the given id; what is not given stays (soap.md 6.2).
 * @throws {TolkError} CUSTOMER_NOT_FOUND, without an id too
 */
export function updateCustomer(scope: Scope, customer: Given): Promise<Customer> {
  return saveOne(scope, customer, async (tx, wanted) => {
    const [match] = await byId(tx, wanted);
    if (match?.id === undefined) throw customerNotFound(customer?.id ?? '');
    return [match];
  });
}

/**
 * Changes the customer with the given id where there is one, else stores a new one under an id of its own.
 */
export function upsertCustomer(scope: Scope, customer: Given): Promise<Customer> {
  return saveOne(scope, customer, byId);
}

/**
 * Stores a customer unless there is one with the same key, which is changed instead; of several the one with
 * the lowest id. The same key given by two callers at once makes one customer.
 */
export async function insertUniqueCustomer(
  scope: Scope, customer: Given, unique: UniqueNames,
): Promise<Customer> {
  return saveOne(scope, customer, byKey(unique));
}

/**
 * The same for a list, all or nothing. A key that comes twice is applied in order, and both results are the
 * one record.
 * @returns the records in the order given
 * @throws {TolkError} ITEMS_EXCEEDED; ITEM_REFUSED with the index, from 0, of the first customer that is not
 *   acceptable
 */
export async function insertUniqueCustomers(
  scope: Scope, customers: readonly Given[], unique: UniqueNames,
): Promise<Customer[]> {
  return save(scope, customers, byKey(unique), withIndex, (tx, saved) =>
    customersByIds(tx, saved.map(({ id }) => id)));
}

/**
 * Match-and-merge as all doors use it: as `insertUniqueCustomers`, but says only what became of each.
 * @throws {TolkError} as there
 */
export async function upsertByFields(
  scope: Scope, customers: readonly Given[], unique: UniqueNames,
): Promise<readonly Saved[]> {
  return save(scope, customers, byKey(unique), withIndex, (_tx, saved) => Promise.resolve(saved));
}

function saveOne(scope: Scope, customer: Given, find: Find): Promise<Customer> {
  return save(scope, [customer], find, asIs, (tx, [saved]) => customerById(tx, saved?.id ?? ''));
}

async function save<Answer>(
  scope: Scope, customers: readonly Given[], find: Find, refuse: Refuse,
  answer: (tx: TxScope, saved: readonly Saved[]) => Promise<Answer>,
): Promise<Answer> {
  const most = scope.limits.BULK_MAX;
  if (customers.length > most) {
    const given = String(customers.length);
    throw failure('ITEMS_EXCEEDED', { name: 'customers', given, most: String(most) });
  }
  const prepared = await prepareCustomers(customers, scope.actor.door, refuse);
  const store = () => scope.transaction(async (tx) => answer(tx, await saveCustomers(tx, prepared, find, refuse)));
  // Who is in a transaction already holds its connection, and perhaps locks that the one before waits for.
  return prepared.length > 1 && !scope.sql.isTransaction ? inTurn(scope.brand.id, store) : store();
}

/** In the order of ids, so that two batches over the same customers do not block each other. */
const EXISTING = statement(`
  select id from customer where brand_id = $1 and id = any($2::bigint[]) order by id for update`);

const byId: Find = async ({ sql, brand }, wanted) => {
  const ids = wanted.map(({ id }) => id).filter(canBeId);
  const existing = new Set((await rows<readonly [string]>(sql, EXISTING, [brand.id, ids])).map(([id]) => id));
  return wanted.map(({ id }, leader) => ({ leader, id: existing.has(id) ? id : undefined }));
};

function byKey({ fields, options }: UniqueNames): Find {
  const key = readKey(fields, options);
  return (tx, wanted) => matchCustomers(tx, key, wanted);
}
