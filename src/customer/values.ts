import { failure, type TolkError } from '../errors.ts';

/**
 * Checks of single values. Each returns what to store, or throws FIELD_VALUE naming field and value (soap.md
 * 3.4, code 105).
 */

/** Stands for a secret value in failures. */
export const HIDDEN = '(hidden)';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const DATE_AND_TIME = /^(\d{4}-\d\d-\d\d) (\S+)$/;

/** @param customerId '' when none was given */
export function customerNotFound(customerId: string): TolkError {
  return failure('CUSTOMER_NOT_FOUND', { id: customerId === '' ? '(no id given)' : customerId });
}

export function refused(field: string, why: string, value: string): TolkError {
  return failure('FIELD_VALUE', { field, why, value });
}

/**
 * A text that PostgreSQL can keep, of at most `max` characters (code points, as PostgreSQL counts).
 * @param shown what a failure shows as the value
 */
export function checkText(field: string, value: string, max: number, shown = value): string {
  // A character has one or two units of UTF-16: most texts need no counting, and a very long one is not taken apart.
  const isLong = value.length > 2 * max || (value.length > max && [...value].length > max);
  if (isLong) throw refused(field, `has more than ${max} characters`, shown);
  if (!value.isWellFormed() || value.includes('\0')) {
    throw refused(field, 'has a character that cannot be kept', shown);
  }
  return value;
}

export function checkOneOf(field: string, value: string, values: readonly string[]): string {
  if (!values.includes(value)) throw refused(field, `is not one of ${values.join(', ')}`, value);
  return value;
}

/** Whether it is a day of the calendar, from year 1 on, as 'YYYY-MM-DD'. */
export function isDate(value: string): boolean {
  const [, year, month, day] = DATE.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || year === 0) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** 'HH:MM' or 'HH:MM:SS'. */
export function isTime(value: string): boolean {
  return TIME.test(value);
}

/** 'YYYY-MM-DD HH:MM[:SS]', a real day. */
export function isDateTime(value: string): boolean {
  const [, day, time] = DATE_AND_TIME.exec(value) ?? [];
  return day !== undefined && time !== undefined && isDate(day) && isTime(time);
}

/**
 * A day; a time of day behind it is cut off, because clients write dates in both forms (soap.md 6.1).
 * @returns 'YYYY-MM-DD'
 */
export function checkDate(field: string, value: string): string {
  if (!isDate(value) && !isDateTime(value)) throw refused(field, 'is not a date YYYY-MM-DD', value);
  return value.slice(0, 10);
}

const MOST_ID = 2n ** 63n - 1n;

/**
 * Whether a text can be an id at all: digits within bigint. What cannot be one is not found, rather than an
 * error of the store.
 */
export function canBeId(value: string): boolean {
  return /^\d{1,19}$/.test(value) && (value.length < 19 || BigInt(value) <= MOST_ID);
}
