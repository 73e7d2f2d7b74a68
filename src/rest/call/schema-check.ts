import type { z } from 'zod';
import { failure } from '../../errors.ts';

/**
 * Reads what came from outside by a schema; without one there is nothing to read.
 * @param place what it is, for a refusal of the whole: path, query, body
 * @throws {TolkError} FIELD_VALUE naming the first member that is not acceptable, and its value
 */
export function checked(schema: z.ZodType | undefined, given: unknown, place: string): unknown {
  if (schema === undefined) return undefined;
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? place : path.join('.');
  throw failure('FIELD_VALUE', { field, why: issue?.message ?? 'is not acceptable', value: shown(at(given, path)) });
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
