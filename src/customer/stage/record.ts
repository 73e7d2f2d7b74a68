import { hash } from 'node:crypto';
import { COPY_NULL, copyText, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { checkField, checkPassword } from '../check.ts';
import { columnOf } from '../write/field-sql.ts';
import type { Field } from '../fields.ts';
import { FILLED_ONLY, keyValues, OPTIONS, type KeyValues } from '../key.ts';
import { checkOptions, type OptionValues } from '../options.ts';
import { hashPassword } from '../password.ts';
import { canBeId, refused } from '../values.ts';
import { hasKey, type StagePlan } from './plan.ts';

/** A record of a file. */
export interface CustomerRecord {
  /** 1, 2, 3 ... in the order of the file. */
  readonly place: number;
  readonly line: number;
  /** In the order of the plan's fields, then its options; undefined: not given, '': empty. */
  readonly values: readonly (string | undefined)[];
}

/** A checked record. */
export interface StagedCustomer {
  readonly place: number;
  readonly line: number;
  /** Line of COPY without its end; a password is in it as what is kept of it. */
  readonly text: string;
}

/** The columns of table customer_stage that records of a plan fill, in the order of their texts. */
export function stageColumns(plan: StagePlan): readonly string[] {
  return [
    'brand_id', 'stage_id', 'place', ...(hasKey(plan) ? ['key', 'form'] : []),
    ...plan.fields.map((field) => (field.kind === 'id' ? 'customer_id' : columnOf(field))),
    ...(plan.options.length > 0 ? ['options', 'cleared'] : []),
  ];
}

/**
 * Makes the check of records of a plan, by the rules of the doors.
 * @returns a function that throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN, and IMPORT_KEY_EMPTY: a file that is read
 *   each night would make a new customer of such a record each time; a promise only for a record with a password
 */
export function recordCheck(
  scope: Scope, stageId: string, plan: StagePlan,
): (record: CustomerRecord) => StagedCustomer | Promise<StagedCustomer> {
  const { fields, options, known } = plan;
  const passwordAt = fields.findIndex(({ kind }) => kind === 'password');
  const head = [scope.brand.id, stageId];
  const given = (value: string | undefined) => (value === '' && plan.emptyCells === 'keep' ? undefined : value);

  const optionsOf = (values: CustomerRecord['values']): OptionValues => checkOptions(scope, new Map(
    options.flatMap((name, at) => {
      const value = given(values[fields.length + at]);
      return value === undefined ? [] : [[name, value] as const];
    })), known);

  return ({ place, line, values }) => {
    const kept = fields.map((field, at) => {
      const value = given(values[at]);
      return value === undefined ? undefined : checked(field, value);
    });
    const settled = options.length === 0 ? NO_OPTIONS : optionsOf(values);
    const staged = (texts: readonly (string | undefined)[]): StagedCustomer => {
      const cells = texts.map((text) => (text === undefined ? COPY_NULL : copyText(text)));
      // joined, not added up: V8 keeps the parts of a sum, and with them the piece of the file that they lie in
      const text = [...head, place, ...keyCells(plan, kept, settled), ...cells, ...optionCells(plan, settled)].join('\t');
      return { place, line, text };
    };
    const password = kept[passwordAt];
    if (password === undefined) return staged(kept);
    return hashPassword(password).then((passwordHash) => staged(kept.with(passwordAt, passwordHash)));
  };
}

const NO_OPTIONS: OptionValues = new Map();

function checked(field: Field, value: string): string | undefined {
  if (field.kind === 'password') return checkPassword(value);
  if (field.kind !== 'id') return checkField(field, value);
  if (value === '') return undefined;
  if (!canBeId(value)) throw refused(field.name, 'is not the number of a customer', value);
  return String(BigInt(value));
}

/** Cells `key` and `form`. @throws {TolkError} IMPORT_KEY_EMPTY */
function keyCells(plan: StagePlan, kept: readonly (string | undefined)[], options: OptionValues): (string | number)[] {
  if (!hasKey(plan)) return [];
  const own = keyValues(plan.key, ({ name }) => kept[plan.at.get(name) ?? -1], plan.fresh, options);
  if (own === undefined) {
    const names = [...plan.key.fields.map(({ name }) => name), ...plan.key.options];
    throw failure('IMPORT_KEY_EMPTY', { names: names.join(' or ') });
  }
  return [hashOf(own), formOf(own.blank)];
}

/** 128 bits as digits of a uuid. Only PostgreSQL knows how it folds the letters of an address: that is not in it. */
function hashOf({ fields, options }: KeyValues): string {
  const values = fields.map(([name, value]) => (name === 'emailAddress' ? '' : value));
  return hash('sha256', JSON.stringify([values, options])).slice(0, 32);
}

/** What may be empty in a key, in the order of the bits of a form. */
export const KEY_PARTS = [...FILLED_ONLY, OPTIONS];

/** @returns a bit for each part of a key that is empty */
function formOf(blank: readonly string[]): number {
  let form = 0;
  for (const part of blank) form |= 1 << KEY_PARTS.indexOf(part);
  return form;
}

/** The opposite of `formOf`. */
export function blankParts(form: number): readonly string[] {
  return KEY_PARTS.filter((_part, bit) => (form & (1 << bit)) !== 0);
}

/** Cells `options` and `cleared`. */
function optionCells(plan: StagePlan, options: OptionValues): string[] {
  if (plan.options.length === 0) return [];
  const filled = [...options].filter(([, value]) => value !== '');
  const cleared = [...options].filter(([, value]) => value === '').map(([name]) => `"${name.replaceAll(/["\\]/g, '\\$&')}"`);
  return [copyText(JSON.stringify(Object.fromEntries(filled))), copyText(`{${cleared.join(',')}}`)];
}
