import { z } from 'zod';

const amount = z.int().min(0).max(100_000).optional();

/** A length of time; months and days are counted by the calendar of the brand, hours and less as they pass. */
export const periodType = z.strictObject({
  months: amount, weeks: amount, days: amount, hours: amount, minutes: amount, seconds: amount,
}).refine((period) => Object.keys(period).length > 0, 'names none of months, weeks, days, hours, minutes, seconds');

export type Period = z.output<typeof periodType>;

/** Whether it lasts at all: all of it may be 0 or left out. */
export function isLong(period: Period): boolean {
  return Object.values(period).some((each) => each !== undefined && each > 0);
}

/**
 * SQL of the moment so far from now, as timestamptz.
 * @param zone, months, days, seconds SQL of the parameters; see periodValues
 */
export function afterPeriod(zone: string, months: string, days: string, seconds: string): string {
  const calendar = `(now() at time zone ${zone}) + make_interval(months => ${months}, days => ${days})`;
  return `((${calendar}) at time zone ${zone} + make_interval(secs => ${seconds}))`;
}

/** Months, days, seconds. */
export function periodValues(period: Period): [months: number, days: number, seconds: number] {
  const { months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = period;
  return [months, weeks * 7 + days, (hours * 60 + minutes) * 60 + seconds];
}
