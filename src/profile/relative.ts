import type { Parameters } from './parameters.ts';
import { refused, shown } from './refusal.ts';

/** So many of each unit are a thousand years: what comes out is a time that PostgreSQL can hold. */
const MOST = {
  years: 1000, months: 12_000, weeks: 52_000, days: 365_000, hours: 8_760_000, minutes: 525_600_000,
} as const;

type Unit = keyof typeof MOST;

/** PostgreSQL's names in make_interval. */
const ARGUMENTS: Readonly<Record<Unit, string>> = {
  years: 'years', months: 'months', weeks: 'weeks', days: 'days', hours: 'hours', minutes: 'mins',
};
const DAY_UNITS: readonly Unit[] = ['years', 'months', 'weeks', 'days'];
const CLOCK_UNITS: readonly Unit[] = ['hours', 'minutes'];

/** A distance from now: a whole number of each unit, all forward or back as they say. */
export type Distance = Readonly<Partial<Record<Unit, number>>>;

/** Whether an operand means a time seen from now. */
export function isRelative(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/**
 * @param ofDay whether it is about days, so that hours make no sense
 * @throws {TolkError} PROFILE_CONDITION
 */
export function readDistance(given: unknown, place: string, ofDay: boolean): Distance {
  const units = ofDay ? DAY_UNITS : [...DAY_UNITS, ...CLOCK_UNITS];
  if (!isRelative(given)) throw refused(place, `must be like { "days": 7 }, not ${shown(given)}`);
  const members = Object.entries(given) as [Unit, unknown][];
  if (members.length === 0) throw refused(place, `names none of ${units.join(', ')}`);
  for (const [unit, amount] of members) {
    if (!units.includes(unit)) throw refused(`${place}.${unit}`, `is none of ${units.join(', ')}`);
    const most = MOST[unit];
    if (!Number.isInteger(amount) || Math.abs(Number(amount)) > most) {
      throw refused(`${place}.${unit}`, `must be a whole number from -${most} to ${most}, not ${shown(amount)}`);
    }
  }
  return given;
}

/** The same, of a distance whose direction is said beside it. @throws {TolkError} PROFILE_CONDITION */
export function readForward(given: unknown, place: string, ofDay: boolean): Distance {
  const distance = readDistance(given, place, ofDay);
  if (Object.values(distance).some((amount) => amount < 0)) {
    throw refused(place, 'must be forward; withinLast goes back by itself');
  }
  return distance;
}

/** The same distance in the other direction. */
export function reversed(distance: Distance): Distance {
  return Object.fromEntries(Object.entries(distance).map(([unit, amount]) => [unit, -amount]));
}

/** SQL of the day that far from today, as 'YYYY-MM-DD', in the zone of the brand. */
export function dayFromNow(distance: Distance, parameters: Parameters): string {
  return `to_char((now() at time zone ${parameters.zone()})::date${interval(distance, DAY_UNITS, parameters)}, 'YYYY-MM-DD')`;
}

/** SQL of what the clocks of the brand show so far from now, as 'YYYY-MM-DD HH:MM:SS'. */
export function momentFromNow(distance: Distance, parameters: Parameters): string {
  const shift = interval(distance, [...DAY_UNITS, ...CLOCK_UNITS], parameters);
  return `to_char((now() at time zone ${parameters.zone()})${shift}, 'YYYY-MM-DD HH24:MI:SS')`;
}

/**
 * SQL of the instant so far from now. Days and longer are counted by the calendar of the brand, hours as they pass:
 * an hour ago is an hour ago also when clocks change.
 */
export function instantFromNow(distance: Distance, parameters: Parameters): string {
  const days = interval(distance, DAY_UNITS, parameters);
  const zone = days === '' ? '' : parameters.zone();
  const day = days === '' ? 'now()' : `((now() at time zone ${zone})${days}) at time zone ${zone}`;
  return `(${day})${interval(distance, CLOCK_UNITS, parameters)}`;
}

function interval(distance: Distance, units: readonly Unit[], parameters: Parameters): string {
  const parts = units.flatMap((unit) => {
    const amount = distance[unit];
    return amount === undefined ? [] : [`${ARGUMENTS[unit]} => ${parameters.place(amount, 'int')}`];
  });
  return parts.length === 0 ? '' : ` + make_interval(${parts.join(', ')})`;
}
