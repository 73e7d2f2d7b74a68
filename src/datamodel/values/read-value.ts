import type { Config } from '../../config.ts';
import { failure, type TolkError } from '../../errors.ts';
import { isRawNumber } from '../../exact-json.ts';
import type { Column, ColumnType } from '../model/model.ts';
import { parseDateText, type Clock, type DateText } from './date-text.ts';
import { canonicalNumber, TOO_LONG } from './number-text.ts';

export interface ReadingContext {
  readonly clock: Clock;
  readonly limits: Config;
}

/**
 * Reads what JSON gives for a column.
 * @returns the value as text, as `data ->> column` gives it; undefined: no value
 * @throws {TolkError} COLUMN_VALUE, COLUMN_VALUE_LONG
 */
type ReadValue = (column: Column, given: unknown, context: ReadingContext) => string | undefined;

/** What values a column takes, by its type (datamodel-rest.md 1.1). */
const READERS: Readonly<Record<ColumnType, ReadValue>> = {
  string: readString,
  boolean: readBoolean,
  number: readInteger,
  decimal: readDecimal,
  date: dateReader('is not a date that exists, such as 2013-09-23 or October 1, 2013', ({ date }) => date),
  time: dateReader('is not a time of day, such as 23:25:00 or 4PM', ({ time }) => time),
  datetime: dateReader(
    'is not a date and time that exists, such as 2013-09-23 16:00:00',
    ({ date, time = '00:00:00' }) => (date === undefined ? undefined : `${date} ${time}`),
  ),
};

export const readValue: ReadValue = (column, given, context) => {
  const text = READERS[column.type](column, given, context);
  const { ROW_UNIQUE_BYTES: most } = context.limits;
  if (column.unique && text !== undefined && text.length * BYTES_PER_UNIT > most && Buffer.byteLength(text) > most) {
    throw refused(column, `has more than ${most} bytes, the most of a unique column`, given);
  }
  return text;
};

/** Of UTF-8, for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3;

/** As sent; numbers and booleans as JSON writes them. */
function readString(column: Column, given: unknown, { limits: { ROW_STRING_LENGTH: most } }: ReadingContext) {
  if (given === null) return undefined;
  const text = plainText(given);
  if (text === undefined) throw refused(column, 'is not a text', given);
  if (text.length > most && isLonger(text, most)) {
    throw failure('COLUMN_VALUE_LONG', { column: column.name, most: String(most) });
  }
  if (!text.isWellFormed() || text.includes('\0')) throw refused(column, 'has a character that cannot be kept', given);
  return text;
}

/** Characters are code points, as PostgreSQL counts. */
function isLonger(text: string, most: number): boolean {
  if (text.length > 2 * most) return true;
  let count = 0;
  for (let place = 0; place < text.length && count <= most; count++) {
    place += (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  }
  return count > most;
}

const TRUE = new Set(['1', 'true', 'on', 'yes']);

/** Never an error: all that is not true is false. */
function readBoolean(_column: Column, given: unknown): string {
  const text = plainText(given)?.trim().toLowerCase() ?? '';
  return String(TRUE.has(text) || isRawNumber(given) && canonicalNumber(text, 1) === '1');
}

function readInteger(column: Column, given: unknown, context: ReadingContext): string | undefined {
  const number = readNumber(column, given, 'is not a whole number', context);
  if (number?.includes('.')) throw refused(column, 'is not a whole number', given);
  return number;
}

function readDecimal(column: Column, given: unknown, context: ReadingContext): string | undefined {
  return readNumber(column, given, 'is not a number with a decimal point', context);
}

function readNumber(
  column: Column, given: unknown, why: string, { limits: { ROW_NUMBER_DIGITS: most } }: ReadingContext,
): string | undefined {
  if (Number.isSafeInteger(given) && String(given).length <= most) return String(given);
  const text = givenText(given);
  if (text === undefined) return undefined;
  const number = canonicalNumber(text, most);
  if (number === undefined) throw refused(column, why, given);
  if (number === TOO_LONG) throw refused(column, `has more than ${most} digits`, given);
  return number;
}

function dateReader(why: string, part: (read: DateText) => string | undefined): ReadValue {
  return (column, given, { clock }) => {
    const text = givenText(given);
    if (text === undefined) return undefined;
    const read = parseDateText(text, clock);
    const value = read === undefined ? undefined : part(read);
    if (value === undefined) throw refused(column, why, given);
    return value;
  };
}

/** @returns undefined when nothing is given; what is no text or number gives a text that is neither */
function givenText(given: unknown): string | undefined {
  if (given === null) return undefined;
  const text = typeof given === 'boolean' ? 'boolean' : plainText(given)?.trim() ?? 'object';
  return text === '' ? undefined : text;
}

/** @returns undefined for an array or object */
function plainText(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  return isRawNumber(given) ? given.rawJSON : undefined;
}

function refused({ name: column }: Column, why: string, given: unknown): TolkError {
  return failure('COLUMN_VALUE', { column, why, value: typeof given === 'string' ? given : JSON.stringify(given) });
}
