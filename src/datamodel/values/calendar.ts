/** Days as 'YYYY-MM-DD' in the calendar of today, also for years before it was made; years 1 to 9999. */

const LAST_YEAR = 9999;
const DAY = 86_400_000;

/** @returns undefined when there is no such day, as 30 February */
export function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isThere = year > 0 && year <= LAST_YEAR && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? date.toISOString().slice(0, 'YYYY-MM-DD'.length) : undefined;
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(day).getUTCDay();
}

export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** The moment at which a clock at UTC shows day and time, in milliseconds. */
export function momentOf(day: string, time: string): number {
  return Date.parse(`${day}T${time}Z`);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of a zone show.
 * @param moment milliseconds @param zone IANA name
 * @returns [day, time]; undefined beyond the years
 */
export function wallClock(moment: number, zone: string): [day: string, time: string] | undefined {
  if (Number.isNaN(new Date(moment).getTime())) return undefined;
  const clock = clocks.get(zone) ?? newClock(zone);
  clocks.set(zone, clock);
  const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => Number(parts.get(part)));
  const found = parts.get('era') === 'A' ? dayOf(year ?? 0, month ?? 0, day ?? 0) : undefined;
  if (found === undefined) return undefined;
  return [found, `${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`];
}

function newClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'narrow',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
}
