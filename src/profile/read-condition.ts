import type { Config } from '../config.ts';
import { OPERATORS, type Comparison, type Condition, type Operator, type ValueCondition } from './condition.ts';
import { readCampaign } from './read-campaign.ts';
import { readOutcome } from './read-import.ts';
import { readName } from './read-name.ts';
import { refused, shown } from './refusal.ts';

type Given = Readonly<Record<string, unknown>>;
type Head = 'and' | 'or' | 'not' | 'field' | 'option' | 'column' | 'group' | 'import' | 'campaign' | 'rows';

/** What a condition can be about, and the members that may stand beside it. */
const HEADS: Readonly<Record<Head, readonly string[]>> = {
  and: [], or: [], not: [],
  field: [...OPERATORS, 'ignoreCase'], option: [...OPERATORS, 'ignoreCase'], column: [...OPERATORS, 'ignoreCase'],
  group: ['subgroups'],
  import: ['customers', 'runs'],
  campaign: ['is', 'at', 'passed', 'exit', 'withinLast'],
  rows: ['where', 'atLeast', 'atMost', 'none'],
};
const OF_CUSTOMER: readonly Head[] = ['and', 'or', 'not', 'field', 'option', 'group', 'import', 'campaign', 'rows'];
const OF_ROW: readonly Head[] = ['and', 'or', 'not', 'column', 'rows'];

/** Most rows that can be asked for: what `limit` counts up to must stay small. */
const MOST_ROWS = 1_000_000;

/**
 * Reads a condition from JSON: its form, its depth and its size. Names and operands are looked at later.
 * @param of what it is about: customers, or rows of a table
 * @throws {TolkError} PROFILE_CONDITION
 */
export function readCondition(given: unknown, limits: Config, of: 'customer' | 'row' = 'customer'): Condition {
  const { PROFILE_DEPTH, PROFILE_SIZE, PROFILE_BYTES } = limits;
  let size = 0;

  function read(part: unknown, place: string, level: 'customer' | 'row', depth: number): Condition {
    if (depth > PROFILE_DEPTH) throw refused(place, `there are more than ${PROFILE_DEPTH} levels inside each other`);
    if (++size > PROFILE_SIZE) throw refused('', `has more than ${PROFILE_SIZE} parts`);
    const members = membersOf(part, place);
    const head = headOf(members, place, level === 'customer' ? OF_CUSTOMER : OF_ROW);
    const at = below(place, head);
    switch (head) {
      case 'and': case 'or': {
        const parts = members[head];
        if (!Array.isArray(parts) || parts.length === 0) throw refused(at, 'must be a list of one condition or more');
        return { kind: head, parts: parts.map((one, index) => read(one, below(at, index), level, depth + 1)) };
      }
      case 'not': return { kind: head, part: read(members[head], at, level, depth + 1) };
      case 'field': case 'option': case 'column': return valueCondition(head, members, place);
      case 'group':
        return { kind: head, groupId: number('a group', members[head], at), subgroups: flag(members, 'subgroups', place), place: at };
      case 'import': {
        const wish = readOutcome(members, (member) => below(place, member));
        return { kind: head, importId: number('an import', members[head], at), ...wish, place: at };
      }
      case 'campaign': {
        const called = Number.isSafeInteger(members[head]) ? String(members[head]) : readName(members[head], at);
        return { kind: head, called, ...readCampaign(members, (member) => below(place, member)), place: at };
      }
      case 'rows': {
        const { where } = members;
        const inside = where === undefined ? undefined : read(where, below(place, 'where'), 'row', depth + 1);
        return { kind: head, table: readName(members[head], at), where: inside, ...countOf(members, place), place: at };
      }
    }
  }

  const condition = read(given, '', of, 1);
  if (Buffer.byteLength(JSON.stringify(given)) > PROFILE_BYTES) throw refused('', `has more than ${PROFILE_BYTES} bytes`);
  return condition;
}

function below(place: string, member: string | number): string {
  return place === '' ? `${member}` : `${place}.${member}`;
}

function membersOf(given: unknown, place: string): Given {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Given;
  throw refused(place, `a condition is an object, not ${shown(given)}`);
}

function headOf(members: Given, place: string, offered: readonly Head[]): Head {
  const names = Object.keys(members);
  const [head, other] = offered.filter((name) => names.includes(name));
  if (head === undefined) throw refused(place, `has none of ${offered.join(', ')}; it has ${names.join(', ') || 'nothing'}`);
  if (other !== undefined) throw refused(place, `has ${head} and ${other}; put them together with and, or`);
  const unknown = names.find((name) => name !== head && !HEADS[head].includes(name));
  if (unknown !== undefined) throw refused(below(place, unknown), `is unknown beside ${head}`);
  return head;
}

function valueCondition(kind: ValueCondition['kind'], members: Given, place: string): ValueCondition {
  const comparisons = OPERATORS.filter((operator) => Object.hasOwn(members, operator))
    .map((operator): Comparison =>
      ({ operator, operand: operandOf(operator, members, place), place: below(place, operator) }));
  if (comparisons.length === 0) throw refused(place, `says nothing of the ${kind}: ${OPERATORS.join(', ')}`);
  const name = readName(members[kind], below(place, kind));
  return { kind, name, comparisons, ignoreCase: flag(members, 'ignoreCase', place), place: below(place, kind) };
}

function operandOf(operator: Operator, members: Given, place: string): unknown {
  const operand = members[operator];
  if (operator !== 'empty' && operator !== 'notEmpty') return operand;
  if (operand !== true) throw refused(below(place, operator), 'can only be true');
  return operand;
}

function flag(members: Given, name: string, place: string): boolean {
  const given = members[name] ?? false;
  if (typeof given !== 'boolean') throw refused(below(place, name), `must be true or false, not ${shown(given)}`);
  return given;
}

const NUMBER = /^[1-9]\d{0,17}$/;

function number(of: 'a group' | 'an import', given: unknown, place: string): string {
  const id = Number.isSafeInteger(given) ? String(given) : given;
  if (typeof id === 'string' && NUMBER.test(id)) return id;
  throw refused(place, `must be the number of ${of}, not ${shown(given)}`);
}

/** One row at least, when nothing is said. */
function countOf(members: Given, place: string): { readonly atLeast: number; readonly atMost: number | undefined } {
  const [least, most] = ['atLeast', 'atMost'].map((name) => members[name]) as [unknown, unknown];
  for (const [name, given] of [['atLeast', least], ['atMost', most]] as const) {
    const isCount = Number.isInteger(given) && Number(given) >= 0 && Number(given) <= MOST_ROWS;
    if (given !== undefined && !isCount) throw refused(below(place, name), `must be a number of rows, 0 to ${MOST_ROWS}`);
  }
  if (flag(members, 'none', place)) {
    if (least !== undefined || most !== undefined) throw refused(below(place, 'none'), 'leaves nothing to count');
    return { atLeast: 0, atMost: 0 };
  }
  const atLeast = Number(least ?? (most === undefined ? 1 : 0));
  const atMost = most === undefined ? undefined : Number(most);
  if (atMost !== undefined && atMost < atLeast) throw refused(below(place, 'atMost'), `is less than atLeast, ${atLeast}`);
  if (atLeast === 0 && atMost === undefined) throw refused(below(place, 'atLeast'), 'of 0 holds for everybody');
  return { atLeast, atMost };
}
