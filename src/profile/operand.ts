import { isDate, isDateTime, canBeId, isTime } from '../customer/index.ts';
import { isStorable } from './read-name.ts';
import { refused, shown } from './refusal.ts';

/**
 * What a value is compared with, as JSON gives it. Each reader returns the text that goes to the database.
 * @throws {TolkError} PROFILE_CONDITION
 */
export type ReadOperand = (given: unknown, place: string) => string;

export const textOperand: ReadOperand = (given, place) => {
  if (given === '') throw refused(place, 'the text is empty; ask with empty or notEmpty');
  if (typeof given !== 'string' || !isStorable(given)) throw refused(place, `must be a text, not ${shown(given)}`);
  return given;
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
/** Digits of a number; PostgreSQL holds many more. */
const MOST_DIGITS = 1000;

export const numberOperand: ReadOperand = (given, place) => {
  const text = typeof given === 'number' ? plain(given) : given;
  if (typeof text === 'string' && text.length <= MOST_DIGITS && NUMBER.test(text)) return text;
  throw refused(place, `must be a number, not ${shown(given)}`);
};

/** JSON writes 1e21; the store, and people, 1000000000000000000000. */
function plain(given: number): string {
  return Number.isInteger(given) ? BigInt(given).toString() : String(given);
}

/** What an id or a count can be. */
export const wholeOperand: ReadOperand = (given, place) => {
  const text = Number.isSafeInteger(given) ? String(given) : given;
  if (typeof text === 'string' && canBeId(text)) return text;
  throw refused(place, `must be a whole number of 0 or more, not ${shown(given)}`);
};

export const booleanOperand: ReadOperand = (given, place) => {
  if (typeof given === 'boolean') return String(given);
  throw refused(place, `must be true or false, not ${shown(given)}`);
};

export const dateOperand: ReadOperand = (given, place) => {
  if (typeof given === 'string' && isDate(given)) return given;
  throw refused(place, `must be a day YYYY-MM-DD, or like { "days": -7 }, not ${shown(given)}`);
};

export const timeOperand: ReadOperand = (given, place) => {
  if (typeof given === 'string' && isTime(given)) return given.length === 'HH:MM'.length ? `${given}:00` : given;
  throw refused(place, `must be a time of day HH:MM:SS, not ${shown(given)}`);
};

export const momentOperand: ReadOperand = (given, place) => {
  if (typeof given === 'string' && isDateTime(given)) return given.length === 'YYYY-MM-DD HH:MM'.length ? `${given}:00` : given;
  throw refused(place, `must be a time YYYY-MM-DD HH:MM:SS, or like { "hours": -24 }, not ${shown(given)}`);
};

/** One of the values that there are. */
export function choiceOperand(choices: readonly string[]): ReadOperand {
  return (given, place) => {
    if (typeof given === 'string' && choices.includes(given)) return given;
    throw refused(place, `must be one of ${choices.join(', ')}, not ${shown(given)}`);
  };
}
