import type { Scope } from '../db/index.ts';
import type { BlankCustomer } from './customer.ts';
import { FIELDS, freshValue } from './fields.ts';

const OF_STORED_ONES = new Set(['id', 'createdBy', 'createdAt', 'modifiedBy', 'modifiedAt']);

/** What a new customer of the brand has before anything is given (soap.md 6.1); nothing is stored. */
export function blankCustomer({ brand }: Scope): BlankCustomer {
  const fields = FIELDS.filter(({ name }) => !OF_STORED_ONES.has(name));
  const values = Object.fromEntries(fields.map((field) => [field.name, freshValue(field, brand)]));
  return { ...(values as Omit<BlankCustomer, 'accounts' | 'options'>), accounts: [], options: [] };
}
