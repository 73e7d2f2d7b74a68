import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { UniqueNames } from '../write/acts.ts';
import { optionsNamed, type OptionDefinition } from '../definitions.ts';
import { FIELDS, freshValue, type Field } from '../fields.ts';
import { readKey, type UniqueKey } from '../key.ts';
import { checkOneOf, refused } from '../values.ts';

/** What an import does with customers. */
export interface CustomerPlan {
  /** Names of the fields that records fill; `id` only where it tells customers apart. */
  readonly fields: readonly string[];
  /** Names of the options that records fill. */
  readonly options: readonly string[];
  /** What tells customers apart; nothing: every record is a new customer. */
  readonly unique: UniqueNames;
  /** Which records are stored: of customers that are there, of new ones, or both. */
  readonly mode: 'both' | 'insert' | 'update';
  /** Whether an empty cell keeps what is stored, or takes it away as an empty element of the doors does. */
  readonly emptyCells: 'keep' | 'clear';
  /** What new customers get instead of the settings of the brand. */
  readonly fresh?: Partial<Record<'optIn' | 'smsOptIn' | 'trackOptIn', 'Y' | 'N'>>;
}

/** A plan as the stage works with it. */
export interface StagePlan extends Pick<CustomerPlan, 'mode' | 'emptyCells'> {
  /** In the order of the values of a record. */
  readonly fields: readonly Field[];
  /** Name of a field -> its place among them. */
  readonly at: ReadonlyMap<string, number>;
  /** Those of them that are stored: all but the id. */
  readonly stored: readonly Field[];
  /** Behind the fields; options that the brand ignores among them. */
  readonly options: readonly string[];
  readonly known: ReadonlyMap<string, OptionDefinition>;
  /** Options to be defined when something is stored. */
  readonly undefined: readonly string[];
  readonly key: UniqueKey;
  /** What a new customer has in a field when nothing is given. */
  readonly fresh: (field: Field) => string;
}

/**
 * @throws {TolkError} FIELD_VALUE for what is no field, or none that can be set or tell customers apart; OPTION_UNKNOWN
 *   for an option that the brand refuses, and for one of the key that it does not have
 */
export async function readPlan(scope: Scope, plan: CustomerPlan): Promise<StagePlan> {
  const { brand } = scope;
  const key = readKey(plan.unique.fields, plan.unique.options);
  const known = await optionsNamed(scope, [...plan.options, ...key.options]);
  const { unknownOptions } = brand.settings;
  const isNew = (name: string) => !known.has(name);
  const missing = unknownOptions === 'fault' ? [...plan.options, ...key.options].find(isNew) : undefined;
  const created = unknownOptions === 'create' ? [...new Set(plan.options.filter(isNew))] : [];
  const unknown = missing ?? key.options.find((name) => isNew(name) && !created.includes(name));
  if (unknown !== undefined) throw failure('OPTION_UNKNOWN', { name: unknown });
  const fields = plan.fields.map((name) => fieldNamed(name, scope));
  const fresh = plan.fresh ?? {};
  for (const [name, value] of Object.entries(fresh)) checkOneOf(name, value, ['Y', 'N']);
  return {
    mode: plan.mode, emptyCells: plan.emptyCells, fields, at: new Map(fields.map(({ name }, place) => [name, place])),
    stored: fields.filter(({ kept }) => !kept),
    options: plan.options, known, undefined: created, key,
    fresh: (field) => (field.freshOfBrand && fresh[field.freshOfBrand]) ?? freshValue(field, brand),
  };
}

/** Whether anything tells customers apart. */
export function hasKey({ key }: StagePlan): boolean {
  return key.fields.length + key.options.length > 0;
}

function fieldNamed(name: string, { actor }: Scope): Field {
  const field: Field | undefined = FIELDS.find((one) => one.name === name);
  if (field === undefined) throw refused('fields', 'names no field of a customer', name);
  if (field.kind !== 'id' && (field.kept || field.keptAt.includes(actor.door))) {
    throw refused('fields', 'names a field that the gateway keeps itself', name);
  }
  return field;
}
