/** Random conditions from a seed, so that a run that fails can be run again. */

export type Random = () => number;

/** A sequence of numbers from 0 to 1 that follows from the seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

export type Kind = 'text' | 'choice' | 'number' | 'whole' | 'boolean' | 'date' | 'time' | 'moment' | 'instant';

/** Values are few, so that conditions meet customers. */
export const VALUES = {
  text: ['Delft', 'delft', 'Den Haag', `O'Hara %_\\`, 'é', 'D'],
  choice: ['WOMAN', 'MAN'],
  number: ['-1', '0', '2', '2.5', '10', '007'],
  whole: ['0', '1', '3'],
  boolean: [true, false],
  date: ['1980-02-29', '1999-12-31', '2000-01-01', '2026-06-15'],
  time: ['00:00:00', '09:30:00', '23:59:59'],
  moment: ['1999-12-31 23:59:59', '2000-01-01 00:00:00', '2026-06-15 12:30:00'],
  instant: ['2020-01-01 08:00:00', '2026-06-15 12:30:00'],
} as const satisfies Record<Kind, readonly (string | boolean)[]>;

/** What there is to ask for, by name. */
export interface Askable {
  readonly fields: Readonly<Record<string, Kind>>;
  readonly options: Readonly<Record<string, Kind>>;
  readonly columns: Readonly<Record<string, Readonly<Record<string, Kind>>>>;
  /** Table -> the tables below it, at any depth; customer too. */
  readonly below: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
}

export type Condition = Readonly<Record<string, unknown>>;

const ORDER = ['less', 'atMost', 'more', 'atLeast'] as const;

/** @param table whose row, or `customer`, the condition is about */
export function randomCondition(random: Random, askable: Askable, depth: number, table = 'customer'): Condition {
  const { fields, options, columns, below, groups } = askable;
  const again = (of = table) => randomCondition(random, askable, depth - 1, of);
  const chance = random();
  if (depth > 0 && chance < 0.2) return { not: again() };
  if (depth > 0 && chance < 0.55) {
    return { [pick(random, ['and', 'or'])]: Array.from({ length: 1 + Math.floor(random() * 3) }, () => again()) };
  }
  const tables = below[table] ?? [];
  if (tables.length > 0 && chance < 0.7) {
    const name = pick(random, tables);
    const where = random() < 0.2 ? {} : { where: again(name) };
    const counts = [{}, { atLeast: 2 }, { atMost: 1 }, { none: true }, { atLeast: 1, atMost: 2 }];
    return { rows: name, ...where, ...pick(random, counts) };
  }
  if (table !== 'customer') return asked(random, 'column', columns[table] ?? {});
  if (chance < 0.78) return { group: pick(random, groups), ...(random() < 0.5 ? { subgroups: true } : {}) };
  return chance < 0.9 ? asked(random, 'field', fields) : asked(random, 'option', options);
}

function asked(random: Random, head: string, names: Readonly<Record<string, Kind>>): Condition {
  const [name, kind] = pick(random, Object.entries(names));
  const value = () => pick<string | boolean>(random, VALUES[kind]);
  const isAlways = kind === 'whole' || kind === 'instant' || (head === 'field' && kind === 'choice');
  const equality: Condition[] = [{ is: value() }, { isNot: value() }, { in: [value(), value()] }];
  const presence: Condition[] = isAlways ? [] : [{ empty: true }, { notEmpty: true }];
  const say = (members: Condition) => ({ [head]: name, ...members });
  const distance = (most: number) =>
    pick(random, [{ days: most }, { weeks: 52, days: 1 }, { months: 3 }, { years: most % 50 }]);
  const order = pick(random, ORDER);
  switch (kind) {
    case 'text': {
      const piece = value().toString().slice(0, 1 + Math.floor(random() * 3));
      const end = value().toString().slice(-2);
      const parts: Condition[] = [{ contains: piece }, { startsWith: piece }, { endsWith: end }];
      const folding = random() < 0.3 ? { ignoreCase: true } : {};
      return say({ ...pick(random, [...equality, ...presence, ...parts]), ...folding });
    }
    case 'choice': case 'boolean': return say(pick(random, [...equality, ...presence]));
    case 'number': case 'whole': case 'time': {
      const orders: Condition[] = [{ [order]: value() }, { atLeast: value(), less: value() }];
      return say(pick(random, [...equality, ...presence, ...orders]));
    }
    case 'date': case 'moment': case 'instant':
      return say(pick(random, [
        ...equality, ...presence, { [order]: value() }, { after: value(), before: value() },
        { [pick(random, ['withinLast', 'withinNext'])]: distance(Math.floor(random() * 20_000)) },
        { [order]: distance(Math.floor((random() - 0.7) * 20_000)) },
      ]));
  }
}
