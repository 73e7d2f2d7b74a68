import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { NOTICE_NAMES } from './events.ts';

const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** @returns the name without blanks around it @throws {TolkError} FIELD_VALUE */
export function checkName(given: string, { SUBSCRIPTION_NAME_LENGTH: most }: Config): string {
  const name = given.trim();
  const why = name === '' ? 'must not be empty'
    : [...name].length > most ? `is longer than ${most} characters`
      : UNPRINTABLE.test(name) ? 'holds a control character'
        : /^\d+$/.test(name) ? 'must not be digits alone' : undefined;
  if (why !== undefined) throw failure('FIELD_VALUE', { field: 'name', why, value: JSON.stringify(given) });
  return name;
}

/** @returns each once @throws {TolkError} FIELD_VALUE */
export function checkEvents(given: readonly string[]): string[] {
  const known: readonly string[] = NOTICE_NAMES;
  const unknown = given.find((event) => !known.includes(event));
  if (unknown !== undefined || given.length === 0) {
    throw failure('FIELD_VALUE', { field: 'events', why: `must be one or more of ${known.join(', ')}`, value: unknown ?? '' });
  }
  return [...new Set(given)];
}
