import type { z } from 'zod';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { whyOf } from '../../given.ts';

/** Names of members whose values are told to nobody. */
const SECRET = /password|token|secret/i;

/**
 * Refuses JSON with very many items before a schema looks at it: a schema collects a complaint per item, which for
 * a full body of wrong ones takes seconds and gigabytes.
 * @throws {TolkError} JSON_TOO_MANY
 */
export function fewItems(given: unknown, { JSON_ITEMS }: Pick<Config, 'JSON_ITEMS'>): unknown {
  let items = 0;
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) items += value.length;
    if (items > JSON_ITEMS) throw failure('JSON_TOO_MANY', { most: String(JSON_ITEMS) });
    for (const member of Object.values(value)) count(member);
  };
  count(given);
  return given;
}

/**
 * Refuses texts of an address that no store can hold. What else it cannot hold, percent-encoding cannot write.
 * @throws {TolkError} FIELD_VALUE
 */
export function storable(texts: Readonly<Record<string, unknown>>): unknown {
  for (const [field, value] of Object.entries(texts)) {
    if (String(value).includes('\0')) {
      throw failure('FIELD_VALUE', { field, why: 'has a character that cannot be kept', value: String(value) });
    }
  }
  return texts;
}

/**
 * Reads what came from outside by a schema; without one there is nothing to read.
 * @param place what it is, for a refusal of the whole: path, query, body
 * @throws {TolkError} FIELD_VALUE naming the first member that is not acceptable, and its value; of unknown members
 *   all, but no values: one may be a secret under a misspelt name
 */
export function checked(schema: z.ZodType | undefined, given: unknown, place: string): unknown {
  if (schema === undefined) return undefined;
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const field = issue.keys.map((key) => [...path, key].join('.')).join(', ');
    throw failure('FIELD_VALUE', { field, why: `is unknown in this ${place}`, value: 'not taken' });
  }
  const field = path.length === 0 ? place : path.join('.');
  const value = SECRET.test(field) ? '(hidden)' : shown(at(given, path));
  throw failure('FIELD_VALUE', { field, why: whyOf(issue), value });
}

function at(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) =>
    (typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<PropertyKey, unknown>)[name] : undefined), given);
}

/** Only single values are told again: whole records may hold what is nobody's business. */
function shown(value: unknown): string {
  if (value === undefined) return 'not given';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : `${value as string}`;
}
