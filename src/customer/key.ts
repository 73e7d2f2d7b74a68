import { FIELDS, type Field } from './fields.ts';
import { refused } from './values.ts';

/** What tells customers apart: they are the same when all these fields and options are (soap.md 6.2). */
export interface UniqueKey {
  readonly fields: readonly Field[];
  readonly options: readonly string[];
}

/**
 * Reads the names of a key; their order and repetition do not matter, and empty names are none.
 * @throws {TolkError} FIELD_VALUE for what is no field, or one that cannot tell customers apart
 */
export function readKey(fieldNames: readonly string[], optionNames: readonly string[]): UniqueKey {
  for (const name of fieldNames.filter(isGiven)) {
    const field = FIELDS.find((one) => one.name === name);
    if (field === undefined) throw refused('uniqueCustomerFields', 'names no field of a customer', name);
    if (!canMatch(field)) {
      throw refused('uniqueCustomerFields', 'names a field that cannot tell customers apart', name);
    }
  }
  return {
    fields: FIELDS.filter(({ name }) => fieldNames.includes(name)),
    options: [...new Set(optionNames.filter(isGiven))].sort(),
  };
}

function isGiven(name: string): boolean {
  return name !== '';
}

/**
 * Whether a field can tell customers apart. What the gateway keeps itself, if only at one door, says nothing about who
 * a customer is; passwords cannot be compared.
 */
export function canMatch({ kind, kept, keptAt }: Field): boolean {
  return kind === 'id' || (!kept && keptAt.length === 0 && kind !== 'password');
}

/** Stands for the options of a key among its fields. */
export const OPTIONS = 'options';
/** Fields whose index holds filled values only; an id that is empty equals nobody's. */
export const FILLED_ONLY: readonly string[] = ['id', 'externalId', 'emailAddress', 'mobilePhone', 'userName'];

/** What a customer has of a key. */
export interface KeyValues {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Those that have a value. */
  readonly options: readonly (readonly [name: string, value: string])[];
  /** Names of the other options of the key. */
  readonly absent: readonly string[];
  /** Which of FILLED_ONLY are empty; OPTIONS when no option of the key has a value. */
  readonly blank: readonly string[];
}

/**
 * @param given what is given in a field; undefined: nothing
 * @param fresh what a new customer has there when nothing is given
 * @returns nothing when no value of the key is given
 */
export function keyValues(
  key: UniqueKey, given: (field: Field) => string | undefined, fresh: (field: Field) => string,
  options: ReadonlyMap<string, string>,
): KeyValues | undefined {
  const blank: string[] = [];
  let hasValue = false;
  const fields = key.fields.map((field) => {
    const own = given(field);
    const value = own ?? fresh(field);
    const isEmpty = field.kind !== 'enum' && value === field.fresh;
    if (own !== undefined && !isEmpty) hasValue = true;
    if (isEmpty && FILLED_ONLY.includes(field.name)) blank.push(field.name);
    return [field.name, value] as const;
  });
  const filled = key.options.flatMap((name) => {
    const value = options.get(name) ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  if (filled.length === 0) blank.push(OPTIONS);
  else hasValue = true;
  const absent = key.options.filter((name) => (options.get(name) ?? '') === '');
  return hasValue ? { fields, options: filled, absent, blank } : undefined;
}
