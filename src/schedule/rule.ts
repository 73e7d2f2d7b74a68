import { Cron } from 'croner';
import { failure } from '../errors.ts';

/**
 * When a schedule is due: a cron expression of five parts, or words:
 *
 *     hourly [:MM]                 daily [HH:MM]
 *     weekly [DAY] [HH:MM]         DAY: monday or mon, ...; default monday
 *     monthly [DAY] [HH:MM]        DAY: 1 to 31, or last; default 1; a month without that day is left out
 *
 * A time that is not given is 00. All of it is meant in the zone of the brand. Where the clock goes forward, what lies
 * in the hour that is left out is due at its end; where it goes back, a time of day is due once, at its first passing,
 * and what is due every hour, or every few minutes, goes on evenly.
 */
const WORDS = /^(hourly|daily|weekly|monthly)(?: ([a-z]+|\d{1,2}))?(?: (\d{1,2})?:(\d{2}))?$/;
const FIVE_PARTS = /^\S+( \S+){4}$/;
const MONTH_DAY = /^([1-9]|[12]\d|3[01]|last)$/;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** One blank between parts, words in small letters: the form in which rules are kept. */
export function tidyRule(given: string): string {
  const rule = given.trim().replaceAll(/\s+/g, ' ');
  return WORDS.test(rule.toLowerCase()) ? rule.toLowerCase() : rule;
}

/** @param rule as tidyRule gives it @throws {TolkError} FIELD_VALUE when it is none, or never comes */
export function checkRule(rule: string, zone: string, now: Date): void {
  const why = complaint(rule, zone, now);
  if (why !== undefined) throw failure('FIELD_VALUE', { field: 'rule', why, value: rule });
}

function complaint(rule: string, zone: string, now: Date): string | undefined {
  if (cronOf(rule) === undefined) {
    return 'is neither a cron expression of five parts nor hourly, daily, weekly or monthly with a time';
  }
  try {
    return nextDue(rule, zone, now) === null ? 'is a time that never comes' : undefined;
  } catch (error) {
    return `is no cron expression: ${(error as Error).message.replace(/^CronPattern: /, '')}`;
  }
}

/** The first slot after a moment; null: there is none. */
export function nextDue(rule: string, zone: string, after: Date): Date | null {
  return clockOf(rule, zone).nextRun(after);
}

const SECOND = 1000;

/** The last slot up to a moment; null: there is none. */
export function lastDue(rule: string, zone: string, by: Date): Date | null {
  const [last = null] = clockOf(rule, zone).previousRuns(1, new Date(by.getTime() + SECOND));
  return last;
}

function clockOf(rule: string, zone: string): Cron {
  return new Cron(cronOf(rule) ?? rule, { timezone: zone, paused: true, mode: '5-part' });
}

/** @returns undefined when it is neither words nor of five parts */
function cronOf(rule: string): string | undefined {
  const [, word, day, hour, minute = '0'] = WORDS.exec(rule) ?? [];
  if (word === undefined) return FIVE_PARTS.test(rule) ? rule : undefined;
  if (word === 'hourly') return day === undefined && hour === undefined ? `${minute} * * * *` : undefined;
  if (hour === undefined && minute !== '0') return undefined;
  const time = `${minute} ${hour ?? 0}`;
  if (word === 'daily') return day === undefined ? `${time} * * *` : undefined;
  if (word === 'monthly') return MONTH_DAY.test(day ?? '1') ? `${time} ${day === 'last' ? 'L' : day ?? 1} * *` : undefined;
  const weekday = DAYS.findIndex((name) => name === (day ?? 'monday') || name.slice(0, 3) === day);
  return weekday === -1 ? undefined : `${time} * * ${weekday}`;
}
