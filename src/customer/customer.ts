import type { FieldName } from './fields.ts';

/** An account of a customer at an outside network (soap.md 6.5). */
export interface Account {
  network: string;
  accountId: string;
}

/** A value of a field of the brand's own (soap.md 6.3); the identifier is the name. */
export interface CustomerOption {
  identifier: string;
  customerId: string;
  name: string;
  value: string;
}

/**
 * A stored customer, as the contract spells it: ids and counts as digits, birthday 'YYYY-MM-DD' or
 * '0000-00-00', times 'YYYY-MM-DD HH:MM:SS' in the zone of the brand, password always empty, only options
 * with a value.
 */
export type Customer = Record<FieldName, string> & { accounts: Account[]; options: CustomerOption[] };

/** A customer that is not stored: no id, no author, no times. */
export type BlankCustomer = Omit<Customer, 'id' | 'createdBy' | 'createdAt' | 'modifiedBy' | 'modifiedAt'>;

type Given = string | null | undefined;

/**
 * A customer as callers give it. null or undefined: not given, keeps what is stored; '' empties (soap.md
 * 6.2). Listed options and accounts are set, others stay. What the gateway keeps itself (counts, author,
 * times ...) is ignored, but for `id`, where an act says so.
 */
export type CustomerInput = { readonly [Name in FieldName]?: Given } & {
  readonly accounts?: GivenList<AccountInput>;
  readonly options?: GivenList<OptionInput>;
};

type GivenList<Item> = readonly (Item | null | undefined)[] | null | undefined;

interface AccountInput {
  readonly network?: Given;
  readonly accountId?: Given;
}

interface OptionInput {
  readonly identifier?: Given;
  readonly name?: Given;
  readonly value?: Given;
}
