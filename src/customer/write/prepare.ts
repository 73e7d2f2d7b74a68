import type { Door } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { checkCustomer, type CheckedCustomer } from '../check.ts';
import type { CustomerInput } from '../customer.ts';
import { hashPassword } from '../password.ts';

/** A checked customer with all that takes time done, ready for a short transaction. */
export interface PreparedCustomer extends CheckedCustomer {
  /** As given, '' when there is none. */
  readonly id: string;
  readonly passwordHash: string | undefined;
}

/** Makes the error that a caller sees of what is wrong with the customer at a place. */
export type Refuse = (place: number, error: unknown) => unknown;

/** For one customer: what is wrong says enough. */
export const asIs: Refuse = (_, error) => error;

/** For a batch: the index, counted from 0, goes before what is wrong. */
export const withIndex: Refuse = (index, error) => {
  if (!(error instanceof TolkError)) return error;
  const details = { name: 'customers', index: String(index), reason: error.message };
  return failure('ITEM_REFUSED', details, { cause: error });
};

/** @throws what `refuse` makes of the first TolkError FIELD_VALUE */
export async function prepareCustomers(
  inputs: readonly (CustomerInput | null | undefined)[], door: Door, refuse: Refuse,
): Promise<PreparedCustomer[]> {
  const checked = inputs.map((input, place) => {
    try {
      return { ...checkCustomer(input ?? {}, door), id: input?.id ?? '' };
    } catch (error) {
      throw refuse(place, error);
    }
  });
  // One at a time: a list of passwords in line at once would let every other call wait for its end.
  const prepared: PreparedCustomer[] = [];
  for (const customer of checked) {
    const { password } = customer;
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    prepared.push({ ...customer, passwordHash });
  }
  return prepared;
}
