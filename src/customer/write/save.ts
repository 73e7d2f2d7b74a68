import type { TxScope } from '../../db/index.ts';
import { addAccounts } from './accounts.ts';
import { settleOptions } from '../options.ts';
import type { PreparedCustomer, Refuse } from './prepare.ts';
import { insertCustomers, updateCustomers, type CustomerValues } from './write-rows.ts';

/** Which stored customer, if any, a wanted one becomes part of. */
export interface Match {
  /** Place of the first wanted customer that is the same one; its own place when it is the first. */
  readonly leader: number;
  /** The stored customer; undefined: a new one. */
  readonly id: string | undefined;
}

/** One match per wanted customer, in order. What is found is locked until the transaction ends. */
export type Find = (scope: TxScope, wanted: readonly PreparedCustomer[]) => Promise<readonly Match[]>;

export interface Saved {
  readonly id: string;
  /** Whether this very item made the customer. */
  readonly created: boolean;
}

/** Every customer is a new one. */
export const asNew: Find = (_scope, wanted) =>
  Promise.resolve(wanted.map((_customer, leader) => ({ leader, id: undefined })));

/**
 * Writes customers, the one way by which all acts do: options are settled, stored ones found, what becomes
 * one customer is put together in the order given, and all is stored by a fixed number of statements.
 * @returns one result per customer, in order
 * @throws what `refuse` makes of the failure of a customer, and what `find` throws
 */
export async function saveCustomers(
  scope: TxScope, customers: readonly PreparedCustomer[], find: Find, refuse: Refuse,
): Promise<Saved[]> {
  const wanted = await settleOptions(scope, customers, refuse);
  const matches = await find(scope, wanted);
  const leaderOf = (place: number) => matches[place]?.leader ?? place;

  const records = [...Map.groupBy(wanted, (_, place) => leaderOf(place))]
    .map(([leader, items]) => ({ leader, id: matches[leader]?.id, values: combined(items) }));
  const added = records.filter(({ id }) => id === undefined);
  const newIds = await insertCustomers(scope, added.map(({ values }) => values));
  const changes = records.flatMap(({ id, values }) => (id === undefined ? [] : [{ ...values, id }]));
  await updateCustomers(scope, changes);

  const ids = new Map(records.map(({ leader, id }) => [leader, id]));
  for (const [place, { leader }] of added.entries()) ids.set(leader, newIds[place]);
  const saved = wanted.map((_, place) => ({
    id: ids.get(leaderOf(place)) as string, // all are stored by now
    created: leaderOf(place) === place && matches[place]?.id === undefined,
  }));
  const wishes = wanted.flatMap(({ accounts }, place) =>
    accounts.map((account) => ({ ...account, place, customerId: saved[place]?.id ?? '' })));
  await addAccounts(scope, wishes, (wish, error) => refuse(wishes[wish]?.place ?? wish, error));
  return saved;
}

/** Several customers that become one: what comes later wins, field by field and option by option. */
function combined(customers: readonly CustomerValues[]): CustomerValues {
  return customers.reduce((below, above) => ({
    fields: { ...below.fields, ...above.fields },
    passwordHash: above.passwordHash ?? below.passwordHash,
    options: new Map([...below.options, ...above.options]),
  }));
}
