import type { Scope, TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { defineTexts, optionsNamed, type OptionDefinition, type OptionType } from './definitions.ts';
import type { Refuse } from './write/prepare.ts';
import { checkOneOf, checkText, isDate, isDateTime, isTime, refused } from './values.ts';

export type OptionValues = ReadonlyMap<string, string>;

/**
 * Checks option values against their definitions and settles names that have none as the brand wants it
 * (soap.md 6.3, issue 2.6): create defines them as texts, ignore leaves them out, fault refuses.
 * @returns the customers with the options to store
 * @throws what `refuse` makes of a TolkError OPTION_UNKNOWN or FIELD_VALUE of a customer; OPTIONS_EXCEEDED
 */
export async function settleOptions<Customer extends { readonly options: OptionValues }>(
  scope: TxScope, customers: readonly Customer[], refuse: Refuse,
): Promise<Customer[]> {
  const names = new Set(customers.flatMap(({ options }) => [...options.keys()]));
  const known = await optionsNamed(scope, [...names]);
  const settled = customers.map((customer, place) => {
    try {
      return { ...customer, options: checkOptions(scope, customer.options, known) };
    } catch (error) {
      throw refuse(place, error);
    }
  });
  // A name that only takes a value away needs no definition: nobody has one. With "ignore" none is left here.
  const filled = settled.flatMap(({ options }) => [...options].filter(([, value]) => value !== ''));
  const missing = [...new Set(filled.map(([name]) => name))].filter((name) => !known.has(name));
  if (missing.length > 0) await defineTexts(scope, missing);
  return settled;
}

/** @throws {TolkError} OPTION_UNKNOWN, FIELD_VALUE */
export function checkOptions(
  { brand, limits }: Scope, options: OptionValues, known: ReadonlyMap<string, OptionDefinition>,
): OptionValues {
  const { unknownOptions } = brand.settings;
  const kept = new Map<string, string>();
  for (const [name, value] of options) {
    const definition = known.get(name);
    if (definition === undefined && unknownOptions === 'fault') throw failure('OPTION_UNKNOWN', { name });
    if (definition === undefined && unknownOptions === 'ignore') continue;
    kept.set(name, value === '' ? '' : checkValue(name, value, definition ?? TEXT, limits.OPTION_LENGTH));
  }
  return kept;
}

const TEXT = { type: 'text', choices: [], maxLength: null } as const;

type Form = readonly [fits: (value: string) => boolean, why: string];

const FORMS: Readonly<Record<Exclude<OptionType, 'choice'>, Form>> = {
  text: [() => true, ''],
  number: [(value) => /^[+-]?\d+$/.test(value), 'is not a whole number'],
  decimal: [(value) => /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value), 'is not a number'],
  date: [isDate, 'is not a date YYYY-MM-DD'],
  datetime: [isDateTime, 'is not a time YYYY-MM-DD HH:MM:SS'],
  time: [isTime, 'is not a time HH:MM'],
  boolean: [(value) => /^(true|false|1|0|Y|N)$/.test(value), 'is not one of true, false, 1, 0, Y, N'],
};

function checkValue(
  name: string, value: string, { type, choices, maxLength }: Omit<OptionDefinition, 'name'>, length: number,
): string {
  const field = `options.${name}`;
  checkText(field, value, maxLength ?? length);
  if (type === 'choice') return checkOneOf(field, value, choices);
  const [fits, why] = FORMS[type];
  if (!fits(value)) throw refused(field, why, value);
  return value;
}
