import type { z } from 'zod';
import { failure } from './errors.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads what people wrote down in a JSON file by its schema.
 * @param whole what it is, for a refusal of all of it: `export`
 * @throws {TolkError} FIELD_VALUE naming the first member that is not acceptable
 */
export function readGiven<Type extends z.ZodType>(type: Type, given: unknown, whole: string): z.output<Type> {
  const read = type.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? whole : issue.path.join('.');
  throw failure('FIELD_VALUE', { field, why: whyOf(issue), value: 'as given' });
}

/** Why a schema refuses a value: in the words of the schema where it has its own, else in plain ones. */
export function whyOf(issue: Issue | undefined): string {
  const { message = 'is not acceptable' } = issue ?? {};
  const [, expected, received] = /^Invalid input: expected (.+), received (\w+)$/.exec(message) ?? [];
  if (expected === undefined) return message;
  return received === 'undefined' ? `is missing; give a value of type ${expected}` : `must be of type ${expected}`;
}
