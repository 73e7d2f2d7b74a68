/**
 * The forms of dates and times, of lower-case texts (PHP manual, "Date Formats", "Time Formats", "Compound
 * Formats"). With slashes the month comes first, with dashes and dots the day; a year of four digits in front is
 * followed by month and day in any case.
 */

const NAMES = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
];
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

/** A month as it may be written -> 1 to 12. */
export const MONTHS: ReadonlyMap<string, number> = new Map([
  ...NAMES.flatMap((name, place) => [[name, place + 1], [name.slice(0, 3), place + 1]] as const),
  ['sept', 9],
  ...ROMAN.map((numeral, place) => [numeral, place + 1] as const),
]);

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The first letters of days of the week, from Sunday on. */
export const WEEKDAYS: readonly string[] = DAYS.map((name) => name.slice(0, 3));

export const MENTIONS_NOW = /now|today|tomorrow|yesterday|noon|midnight/i;

const WEEKDAY = `(?:(?<weekday>${[...DAYS, ...WEEKDAYS].join('|')})[,.]? +)?`;
const NAMED = [...MONTHS.keys()].sort((one, other) => other.length - one.length).join('|');

const YEAR = '(?<year>\\d{4})';
const ANY_YEAR = '(?<year>\\d{4}|\\d\\d)';
const MONTH = '(?<month>0?[1-9]|1[0-2])';
const NAMED_MONTH = `(?<month>${NAMED})`;
const DAY = '(?<day>0?[1-9]|[12]\\d|3[01])';
const COUNTED_DAY = `${DAY}(?:st|nd|rd|th)?`;
const TWO_MONTH = '(?<month>\\d\\d)';
const TWO_DAY = '(?<day>\\d\\d)';

const DATES = [
  `${YEAR}-${MONTH}-${DAY}`, // 2013-09-23, 2013-9-3
  `${YEAR}/${MONTH}/${DAY}`, // 2013/9/23
  `${YEAR}:${TWO_MONTH}:${TWO_DAY}`, // 2013:09:23, as cameras write
  `${YEAR}${TWO_MONTH}${TWO_DAY}`, // 20130923
  `${MONTH}/${DAY}/${ANY_YEAR}`, // 9/23/2013, 9/23/13
  `${DAY}[-.]${MONTH}[-.]${YEAR}`, // 23-9-2013, 23.09.2013
  `(?<year>\\d\\d)-${MONTH}-${DAY}`, // 13-09-23
  `${COUNTED_DAY}[ .-]*${NAMED_MONTH}[ .-]*${ANY_YEAR}`, // 23 September 2013, 23-Sep-13, 23rd sep 2013, 23 IX 2013
  `${NAMED_MONTH}[ .-]*${COUNTED_DAY}[ .,-]+${ANY_YEAR}`, // September 23, 2013, Sep 23rd 2013, Sep-23-13
  `${ANY_YEAR}-${NAMED_MONTH}-${DAY}`, // 2013-Sep-23
  `${YEAR}-${MONTH}`, // 2013-09, its first day
  `${NAMED_MONTH}[ .-]*${YEAR}`, // September 2013
  `${YEAR}[ .-]*${NAMED_MONTH}`, // 2013 September
  '(?<relative>today|tomorrow|yesterday)',
];

const HOUR = '(?<hour>[01]?\\d|2[0-3])';
const HOUR_OF_12 = '(?<hour>0?[1-9]|1[0-2])';
const MINUTE = '(?<minute>[0-5]?\\d)';
const SECOND = '(?<second>[0-5]?\\d)(?:[.,]\\d+)?';

const TIME = `(?:${[
  `${HOUR_OF_12}(?:[.:]${MINUTE}(?:[.:]${SECOND})?)? ?(?<half>[ap])\\.?m\\b\\.?`, // 4PM, 4:30 p.m., 4.30.15 am
  `t?${HOUR}[.:]${MINUTE}(?:[.:]${SECOND})?`, // 16:30, 16.30, t16:30:15.25
  't?(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d)(?<second>[0-5]\\d)?', // 1630, t163015
  '(?<word>noon|midnight)',
].join('|')})`;
const ZONE = ' ?(?<zone>z|(?:utc|gmt)(?![+-])|(?:utc|gmt)?(?<sign>[+-])(?<zoneHours>0?\\d|1[0-4]):?(?<zoneMinutes>[0-5]\\d)?)';
const BETWEEN = '(?: *, *| +|(?=t))';

/** A time and nothing else. */
export const TIME_TEXT = new RegExp(`^${TIME}$`);

/** A date, and a time behind (with an offset) or before it. */
export const DATE_TEXT: readonly RegExp[] = DATES.flatMap((date) => [
  new RegExp(`^${WEEKDAY}${date}(?:${BETWEEN}${TIME}(?:${ZONE})?)?$`),
  new RegExp(`^${TIME}(?: *, *| +)${WEEKDAY}${date}$`),
]);
