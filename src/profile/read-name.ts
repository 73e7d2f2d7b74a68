import { refused, shown } from './refusal.ts';

/** Whether PostgreSQL can hold a text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** @throws {TolkError} PROFILE_CONDITION */
export function readName(given: unknown, place: string): string {
  if (typeof given === 'string' && given !== '' && isStorable(given)) return given;
  throw refused(place, `must be a name, not ${shown(given)}`);
}
