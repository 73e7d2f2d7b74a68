import type { Brand, Door } from '../db/index.ts';
import type { Account, CustomerInput } from './customer.ts';
import { OPTION_NAME_LENGTH } from './definitions.ts';
import { freshValue, NO_DATE, WRITABLE, type Field, type FieldName } from './fields.ts';
import { checkDate, checkOneOf, checkText, HIDDEN, refused } from './values.ts';

/** Characters that the columns of migration 0003 have room for. */
const NETWORK_LENGTH = 100;
const ACCOUNT_ID_LENGTH = 255;

export type FieldValues = Readonly<Partial<Record<FieldName, string>>>;

/**
 * A given customer after the checks that need no store: only what is really given, in the form that is
 * stored.
 */
export interface CheckedCustomer {
  /** Neither id nor password is among them. */
  readonly fields: FieldValues;
  /** As given, to be hashed; undefined keeps the stored one. */
  readonly password: string | undefined;
  /** By name; '' takes the value away. */
  readonly options: ReadonlyMap<string, string>;
  readonly accounts: readonly Account[];
}

/**
 * Checks a given customer (soap.md 6.1, 6.2): enums, dates, lengths. Of empty elements, texts are emptied,
 * poBox becomes 0, birthday none; enums and password stay as they are.
 * @param door where it was given: not every door can set every field
 * @throws {TolkError} FIELD_VALUE naming field and value
 */
export function checkCustomer(input: CustomerInput, door: Door): CheckedCustomer {
  const fields: Partial<Record<FieldName, string>> = {};
  for (const field of WRITABLE) {
    const name = field.name as FieldName;
    const value = input[name];
    if (value == null || field.keptAt.includes(door)) continue;
    const checked = checkField(field, value);
    if (checked !== undefined) fields[name] = checked;
  }
  return {
    fields,
    password: checkPassword(input.password),
    options: optionsGiven(input),
    accounts: accountsGiven(input),
  };
}

/** Adds what a new customer gets from the settings of its brand. */
export function withBrandDefaults(fields: FieldValues, brand: Brand): FieldValues {
  const defaults = WRITABLE
    .filter(({ freshOfBrand }) => freshOfBrand !== undefined)
    .map((field) => [field.name, freshValue(field, brand)]);
  return { ...Object.fromEntries(defaults), ...fields };
}

/**
 * @returns the value to store; undefined where an empty one keeps what is stored, and for what is not stored
 * as given
 */
export function checkField({ name, kind, max, fresh, values }: Field, value: string): string | undefined {
  switch (kind) {
    case 'text': return value === '' ? fresh : checkText(name, value, max);
    case 'enum': return value === '' ? undefined : checkOneOf(name, value, values);
    case 'date': return isNoDate(value) ? NO_DATE : checkDate(name, value);
    case 'password': case 'id': case 'count': case 'time': return undefined;
  }
}

/** An empty date, in each form in which clients send it. */
export function isNoDate(value: string): boolean {
  return value === '' || value === NO_DATE || value === `${NO_DATE} 00:00:00`;
}

const PASSWORD_LENGTH = WRITABLE.find(({ kind }) => kind === 'password')?.max ?? 0;

/** @returns nothing for an empty one, which keeps what is stored */
export function checkPassword(value: string | null | undefined): string | undefined {
  return value == null || value === '' ? undefined : checkText('password', value, PASSWORD_LENGTH, HIDDEN);
}

/**
 * Of an option given twice the last counts. Clients send a name; records read before have it as identifier
 * too.
 */
export function optionsGiven({ options }: CustomerInput): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const option of options ?? []) {
    if (option?.value == null) continue;
    const name = option.name || option.identifier || '';
    if (name === '' && option.value === '') continue;
    if (name === '') throw refused('options', 'has a value without a name', option.value);
    given.set(checkText('options', name, OPTION_NAME_LENGTH), option.value);
  }
  return given;
}

/** Items without network and id are none; one without the other is refused. */
export function accountsGiven({ accounts }: CustomerInput): readonly Account[] {
  return (accounts ?? []).flatMap((account) => {
    const network = account?.network ?? '';
    const accountId = account?.accountId ?? '';
    return network === '' && accountId === '' ? [] : [checkAccount(network, accountId)];
  });
}

/** @throws {TolkError} FIELD_VALUE when one of the two is empty or too long */
export function checkAccount(network: string, accountId: string): Account {
  if (network === '') throw refused('network', 'is empty', network);
  if (accountId === '') throw refused('accountId', 'is empty', accountId);
  return {
    network: checkText('network', network, NETWORK_LENGTH),
    accountId: checkText('accountId', accountId, ACCOUNT_ID_LENGTH),
  };
}
