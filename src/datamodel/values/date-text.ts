import { daysAfter, dayOf, momentOf, wallClock, weekdayOf } from './calendar.ts';
import { DATE_TEXT, MENTIONS_NOW, MONTHS, TIME_TEXT, WEEKDAYS } from './date-forms.ts';

/** What a text says; at least one of both. */
export interface DateText {
  /** 'YYYY-MM-DD' */
  readonly date: string | undefined;
  /** 'HH:MM:SS' */
  readonly time: string | undefined;
}

export interface Clock {
  /** IANA name; texts that name an offset are put into this zone. */
  readonly zone: string;
  /** 'YYYY-MM-DD HH:MM:SS' in that zone, for `today` and its like; undefined: such words are not taken. */
  readonly now: string | undefined;
}

/** The longest form has some 50 characters. */
const LONGEST = 100;
const PLAIN = /^(\d{4})-(\d\d)-(\d\d)(?:[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d))?$/;
/** Two digits of a year: PHP takes 00 to 69 as 2000 to 2069. */
const CENTURY = 100;
const FIRST_OF_1900 = 70;

/** Whether a text can mean something else tomorrow. */
export function mentionsNow(text: string): boolean {
  return text.length <= LONGEST && MENTIONS_NOW.test(text);
}

/**
 * Reads a date, a time or both as PHP does (its manual, "Supported Date and Time Formats"; datamodel-rest.md 1.1).
 * The forms are those of `date-forms.ts`. Other than PHP, it refuses days that do not exist (30 February, 24:00) and
 * weekdays that are not those of the date, where PHP counts on; and texts that it would fill up from today: a day
 * without a year, a month alone. Not taken either: `+1 day`, `next friday`, ISO weeks, days of the year, names and
 * abbreviations of zones but UTC, GMT and Z.
 * @returns undefined for a text of no such form
 */
export function parseDateText(given: string, clock: Clock): DateText | undefined {
  const plain = plainDateText(given);
  if (plain !== undefined) return plain;
  const text = given.trim().toLowerCase().replace(/^(\d{8})(\d{6})$/, '$1t$2');
  if (text.length > LONGEST) return undefined;
  const [, seconds] = /^@(-?\d+)(?:\.\d+)?$/.exec(text) ?? [];
  if (seconds !== undefined) return atMoment(Number(seconds) * 1000, clock);
  if (text === 'now') return today(clock, 0, clock.now?.slice('YYYY-MM-DD '.length));
  const time = TIME_TEXT.exec(text)?.groups;
  if (time?.['word'] !== undefined) return today(clock, 0, timeOf(time));
  if (time !== undefined) return { date: undefined, time: timeOf(time) };
  for (const form of DATE_TEXT) {
    const parts = form.exec(text)?.groups;
    const read = parts === undefined ? undefined : dateTextOf(parts, clock);
    if (read !== undefined) return read;
  }
  return undefined;
}

/** What systems write, so the common case: date, date and time. */
function plainDateText(text: string): DateText | undefined {
  const [, year, month, day, time] = PLAIN.exec(text) ?? [];
  const date = year === undefined ? undefined : dayOf(Number(year), Number(month), Number(day));
  return date === undefined ? undefined : { date, time };
}

type Parts = Readonly<Record<string, string | undefined>>;

function dateTextOf(parts: Parts, clock: Clock): DateText | undefined {
  const time = timeOf(parts);
  const { relative, weekday, zone, sign, zoneHours, zoneMinutes } = parts;
  if (relative !== undefined) return today(clock, RELATIVE.get(relative) ?? 0, time);
  const date = dayOf(yearOf(parts['year']), monthOf(parts['month']), Number(parts['day'] ?? 1));
  if (date === undefined) return undefined;
  if (weekday !== undefined && WEEKDAYS.indexOf(weekday.slice(0, 3)) !== weekdayOf(date)) return undefined;
  if (zone === undefined || time === undefined) return { date, time };
  const minutes = Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0);
  return atMoment(momentOf(date, time) - (sign === '-' ? -minutes : minutes) * 60_000, clock);
}

const RELATIVE: ReadonlyMap<string, number> = new Map([['yesterday', -1], ['today', 0], ['tomorrow', 1]]);

function today({ now }: Clock, days: number, time: string | undefined): DateText | undefined {
  return now === undefined ? undefined : { date: daysAfter(now.slice(0, 'YYYY-MM-DD'.length), days), time };
}

function atMoment(moment: number, { zone }: Clock): DateText | undefined {
  const shown = wallClock(moment, zone);
  return shown === undefined ? undefined : { date: shown[0], time: shown[1] };
}

function timeOf({ word, hour, minute = '0', second = '0', half }: Parts): string | undefined {
  if (word !== undefined) return word === 'noon' ? '12:00:00' : '00:00:00';
  if (hour === undefined) return undefined;
  // 12 AM is midnight, 12 PM is noon.
  const hours = half === undefined ? Number(hour) : Number(hour) % 12 + (half === 'p' ? 12 : 0);
  return [String(hours), minute, second].map((part) => part.padStart(2, '0')).join(':');
}

function yearOf(text = ''): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < FIRST_OF_1900 ? 20 * CENTURY + year : 19 * CENTURY + year;
}

function monthOf(text = ''): number {
  return MONTHS.get(text) ?? Number(text);
}
