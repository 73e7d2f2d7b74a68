/** Reads conditions over records in plain JavaScript, as docs/rest.md says them; what the SQL must give too. */
import type { Askable, Condition, Kind } from './random.ts';

export type Value = string | undefined;

/** A row of the data model, or a customer: its rows are all below it, at any depth. */
export interface PlainRecord {
  readonly values: Readonly<Record<string, Value>>;
  readonly rows: Readonly<Record<string, readonly PlainRecord[]>>;
}

export interface PlainCustomer extends PlainRecord {
  readonly id: string;
  readonly options: Readonly<Record<string, Value>>;
  /** Groups it is in itself. */
  readonly groups: readonly string[];
}

export interface World {
  readonly askable: Askable;
  /** 'YYYY-MM-DD HH:MM:SS.mmm' in the zone of the brand, which never changes its clocks. */
  readonly now: string;
  /** Group -> itself and the groups below it. */
  readonly subtrees: Readonly<Record<string, readonly string[]>>;
}

export function holds(world: World, record: PlainRecord, condition: Condition, table = 'customer'): boolean {
  const { askable: { fields, options, columns } } = world;
  const here = (part: unknown) => holds(world, record, part as Condition, table);
  const [head = ''] = Object.keys(condition);
  const name = String(condition[head]);
  switch (head) {
    case 'and': return (condition['and'] as unknown[]).every(here);
    case 'or': return (condition['or'] as unknown[]).some(here);
    case 'not': return !here(condition['not']);
    case 'group': {
      const among = condition['subgroups'] === true ? world.subtrees[name] ?? [] : [name];
      return (record as PlainCustomer).groups.some((group) => among.includes(group));
    }
    case 'rows': {
      const { where, none } = condition;
      const { atLeast, atMost } = none === true ? { atLeast: 0, atMost: 0 } : condition;
      const fitting = (record.rows[name] ?? [])
        .filter((row) => where === undefined || holds(world, row, where as Condition, name)).length;
      return fitting >= Number(atLeast ?? (atMost === undefined ? 1 : 0)) && fitting <= Number(atMost ?? Infinity);
    }
    case 'field': return said(world, record.values[name], condition, fields[name], name === 'emailAddress');
    case 'option': return said(world, (record as PlainCustomer).options[name], condition, options[name], false);
    default: return said(world, record.values[name], condition, columns[table]?.[name], false);
  }
}

function said({ now }: World, given: Value, condition: Condition, kind: Kind = 'text', foldsAlways: boolean): boolean {
  const folded = foldsAlways || condition['ignoreCase'] === true;
  const fold = (text: unknown) => (folded ? String(text).toLowerCase() : String(text));
  const value = given === undefined || given === '' ? undefined : fitting(kind, given);
  const text = value === undefined ? undefined : fold(value);
  const equals = (wanted: unknown) => text !== undefined && (kind === 'number' || kind === 'whole'
    ? Number(text) === Number(wanted) : text === fold(wanted));
  const order = (wanted: unknown) => {
    if (text === undefined) return NaN;
    const isNumber = kind === 'number' || kind === 'whole';
    const [one, other] = isNumber ? [Number(text), Number(wanted)] : [text, bound(wanted, kind, now)];
    return one < other ? -1 : one > other ? 1 : 0;
  };
  return Object.entries(condition).slice(1).every(([operator, wanted]) => {
    switch (operator) {
      case 'ignoreCase': return true;
      case 'empty': return given === undefined || given === '';
      case 'notEmpty': return given !== undefined && given !== '';
      case 'is': return equals(wanted);
      case 'isNot': return !equals(wanted);
      case 'in': return (wanted as unknown[]).some(equals);
      case 'contains': return text?.includes(fold(wanted)) ?? false;
      case 'startsWith': return text?.startsWith(fold(wanted)) ?? false;
      case 'endsWith': return text?.endsWith(fold(wanted)) ?? false;
      case 'less': case 'before': return order(wanted) < 0;
      case 'atMost': return order(wanted) <= 0;
      case 'more': case 'after': return order(wanted) > 0;
      case 'atLeast': return order(wanted) >= 0;
      case 'withinLast': {
        const back = Object.fromEntries(Object.entries(wanted as Distance).map(([unit, amount]) => [unit, -amount]));
        return order(back) >= 0 && order({}) <= 0;
      }
      case 'withinNext': return order({}) >= 0 && order(wanted) <= 0;
      default: throw new Error(`No plain reading of ${operator}`);
    }
  });
}

/** @returns undefined for an option whose value does not look like its type */
function fitting(kind: Kind, value: string): string | undefined {
  const forms: Partial<Record<Kind, RegExp>> = {
    number: /^[+-]?(\d+\.?\d*|\.\d+)$/, boolean: /^(true|false|1|0|Y|N)$/, date: /^\d{4}-\d\d-\d\d$/,
    time: /^\d\d:\d\d(:\d\d)?$/, moment: /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/,
  };
  if (forms[kind]?.test(value) === false) return undefined;
  if (kind === 'boolean') return String(['true', '1', 'Y'].includes(value));
  return (kind === 'time' || kind === 'moment') && value.split(':').length === 2 ? `${value}:00` : value;
}

type Distance = Readonly<Record<string, number>>;

function bound(wanted: unknown, kind: Kind, now: string): string {
  if (typeof wanted === 'string') return wanted;
  const { years = 0, months = 0, weeks = 0, days = 0 } = wanted as Distance;
  const moment = new Date(`${now.replace(' ', 'T')}Z`);
  const day = moment.getUTCDate();
  moment.setUTCDate(1);
  moment.setUTCMonth(moment.getUTCMonth() + 12 * years + months);
  const last = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate();
  moment.setUTCDate(Math.min(day, last) + 7 * weeks + days);
  const text = moment.toISOString().replace('T', ' ');
  return text.slice(0, kind === 'date' ? 10 : kind === 'moment' ? 19 : 23);
}
