import type { Comparison, Operator, ValueCondition } from './condition.ts';
import {
  booleanOperand, choiceOperand, dateOperand, momentOperand, numberOperand, textOperand, timeOperand, wholeOperand,
  type ReadOperand,
} from './operand.ts';
import type { Parameters } from './parameters.ts';
import { refused } from './refusal.ts';
import {
  dayFromNow, instantFromNow, isRelative, momentFromNow, readDistance, readForward, reversed, type Distance,
} from './relative.ts';
import type { Kind, Subject } from './subject.ts';

/** The values of a kind: how they are read, and the two sides of a comparison as SQL. */
interface Form {
  readonly type: string;
  readonly read: ReadOperand;
  /** SQL of a time so far from now, to be compared with `relativeValue`; undefined: the kind knows no now. */
  readonly fromNow?: (distance: Distance, parameters: Parameters) => string;
  /** Of single days: to be equal to a relative one makes sense. */
  readonly isDay?: boolean;
}

/** What a value is compared with. */
interface Asked {
  readonly operand: unknown;
  readonly place: string;
  readonly parameters: Parameters;
}

/** By kind; a choice reads its own values. */
const FORMS: Readonly<Record<Kind, Form>> = {
  text: { type: 'text', read: textOperand },
  choice: { type: 'text', read: textOperand },
  number: { type: 'numeric', read: numberOperand },
  whole: { type: 'bigint', read: wholeOperand },
  boolean: { type: 'boolean', read: booleanOperand },
  date: { type: 'text', read: dateOperand, fromNow: dayFromNow, isDay: true },
  time: { type: 'text', read: timeOperand },
  moment: { type: 'text', read: momentOperand, fromNow: momentFromNow },
  instant: { type: 'timestamp', read: momentOperand, fromNow: instantFromNow },
};

const EQUALITY: readonly Operator[] = ['is', 'isNot', 'in', 'empty', 'notEmpty'];
const ORDER: readonly Operator[] = ['less', 'atMost', 'more', 'atLeast'];
const TIMES: readonly Operator[] = [...ORDER, 'before', 'after', 'withinLast', 'withinNext'];

const OFFERED: Readonly<Record<Kind, readonly Operator[]>> = {
  text: [...EQUALITY, 'contains', 'startsWith', 'endsWith'],
  choice: EQUALITY,
  number: [...EQUALITY, ...ORDER],
  whole: [...EQUALITY, ...ORDER],
  boolean: EQUALITY,
  date: [...EQUALITY, ...TIMES],
  time: [...EQUALITY, ...ORDER, 'before', 'after'],
  moment: [...EQUALITY, ...TIMES],
  instant: [...EQUALITY, ...TIMES],
};

/**
 * SQL for what a condition says of one value; true or false, never null. A value that is not there is equal to
 * nothing, and neither less nor more than anything; so `isNot` holds for it.
 * @throws {TolkError} PROFILE_CONDITION
 */
export function compare(
  subject: Subject, { comparisons, ignoreCase, place }: ValueCondition, parameters: Parameters,
): string {
  if (ignoreCase && subject.kind !== 'text') throw refused(place, `${subject.name} is no text, so ignoreCase says nothing`);
  const folded = ignoreCase || subject.folds === true;
  return comparisons.map((one) => `(${comparison(subject, one, folded, parameters)})`).join(' and ');
}

function comparison(
  subject: Subject, { operator, operand, place }: Comparison, folded: boolean, parameters: Parameters,
): string {
  const { kind, name, nullable, isGiven, choices } = subject;
  const isAlways = isGiven === undefined;
  const offered = OFFERED[kind].filter((one) => !isAlways || (one !== 'empty' && one !== 'notEmpty'));
  if (!offered.includes(operator)) {
    throw refused(place, `${name} ${isAlways ? 'always has a value and ' : ''}takes ${offered.join(', ')}`);
  }
  const { type, read } = kind === 'choice' ? { type: 'text', read: choiceOperand(choices ?? []) } : FORMS[kind];
  const asked = { operand, place, parameters };
  const literal = (given: unknown) => parameters.place(read(given, place), type);
  /** What is not there equals nothing. */
  const holds = (sql: string) => (nullable ? `(${sql}) is true` : isAlways ? sql : `${sql} and ${isGiven}`);
  const fold = (sql: string) => (folded ? `lower(${sql})` : sql);
  const value = () => fold(valueOf(subject, parameters));
  const isEqual = () => {
    const { fromNow, isDay } = FORMS[kind];
    if (isRelative(operand) && isDay && fromNow !== undefined) {
      return holds(`${value()} = ${fromNow(readDistance(operand, place, true), parameters)}`);
    }
    const wanted = literal(operand);
    if (subject.isEqual !== undefined && !folded) return subject.isEqual(wanted);
    return holds(`${value()} = ${fold(wanted)}`);
  };

  switch (operator) {
    case 'empty': return `not (${isGiven})`;
    case 'notEmpty': return isGiven ?? 'true';
    case 'is': return isEqual();
    case 'isNot': return `not (${isEqual()})`;
    case 'in': return holds(`${value()} = any(${listOf({ type, read }, asked, folded)})`);
    case 'contains': return holds(`strpos(${value()}, ${fold(literal(operand))}) > 0`);
    case 'startsWith': return holds(`starts_with(${value()}, ${fold(literal(operand))})`);
    case 'endsWith': {
      const end = fold(literal(operand));
      return holds(`right(${value()}, length(${end})) = ${end}`);
    }
    case 'withinLast': case 'withinNext': return holds(within(subject, operator, asked));
    case 'less': case 'before': return holds(ordered(subject, '<', asked));
    case 'atMost': return holds(ordered(subject, '<=', asked));
    case 'more': case 'after': return holds(ordered(subject, '>', asked));
    case 'atLeast': return holds(ordered(subject, '>=', asked));
  }
}

/** Texts are in order only as dates and times, whose order is that of their characters. */
const inOrder = (type: string, value: string) => (type === 'text' ? `(${value} collate "C")` : value);

function ordered(subject: Subject, sign: string, { operand, place, parameters }: Asked): string {
  const { kind, value } = subject;
  const { type, read, fromNow, isDay = false } = FORMS[kind];
  if (isRelative(operand) && fromNow !== undefined) {
    return `${inOrder(type, value)} ${sign} ${fromNow(readDistance(operand, place, isDay), parameters)}`;
  }
  return `${inOrder(type, valueOf(subject, parameters))} ${sign} ${parameters.place(read(operand, place), type)}`;
}

/** An instant as a record shows it, in whole seconds by the clocks of the brand: so literals mean what people read. */
function valueOf({ kind, value }: Subject, parameters: Parameters): string {
  return kind === 'instant' ? `date_trunc('second', ${value} at time zone ${parameters.zone()})` : value;
}

/** From now so far back or on; both ends belong to it. */
function within(
  { kind, value }: Subject, direction: 'withinLast' | 'withinNext', { operand, place, parameters }: Asked,
): string {
  const { type, fromNow, isDay = false } = FORMS[kind];
  const distance = readForward(operand, place, isDay);
  const at = (far: Distance) => fromNow?.(far, parameters);
  const [from, until] = direction === 'withinLast' ? [at(reversed(distance)), at({})] : [at({}), at(distance)];
  return `${inOrder(type, value)} between ${from} and ${until}`;
}

function listOf({ type, read }: Form, { operand, place, parameters }: Asked, folded: boolean): string {
  if (!Array.isArray(operand) || operand.length === 0) throw refused(place, 'must be a list of one value or more');
  const list = parameters.place(operand.map((one, index) => read(one, `${place}.${index}`)), `${type}[]`);
  return folded ? `array(select lower(one) from unnest(${list}) as one)` : list;
}
