import { isRawNumber } from '../../exact-json.ts';
import type { Path } from './path.ts';

type Members = Record<string, unknown>;

/** What a scope stands for in a body: the items on the way to it by their places, and what is there. */
export interface Instance {
  /** Places of the items in their arrays, from 0; of a single one that stands for an array 0. */
  readonly places: readonly number[];
  readonly node: unknown;
}

/** Each item that a scope names. What is no array where there should be one counts as its only item. */
export function instancesOf(body: unknown, scope: Path): Instance[] {
  let found: Instance[] = [{ places: [], node: body }];
  for (const step of scope) {
    found = found.flatMap(({ places, node }) => {
      if (step !== null) return isObject(node) && Object.hasOwn(node, step) ? [{ places, node: node[step] }] : [];
      const items = Array.isArray(node) ? node : node === null || node === undefined ? [] : [node];
      return items.map((item: unknown, place) => ({ places: [...places, place], node: item }));
    });
  }
  return found;
}

/** What stands below a node; undefined: nothing. */
export function valueBelow(node: unknown, members: readonly string[]): unknown {
  return members.reduce<unknown>((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined), node);
}

/** The object below a node, if it is one. */
export function objectBelow(node: unknown, members: readonly string[]): Members | undefined {
  const found = valueBelow(node, members);
  return isObject(found) ? found : undefined;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** A value as text: numbers as they were written, objects and arrays as JSON; null: nothing is given. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
