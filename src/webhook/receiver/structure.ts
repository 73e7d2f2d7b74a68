import { isRawNumber } from '../../exact-json.ts';
import { pathText, type Step } from './path.ts';

export const VALUE_KINDS = ['text', 'number', 'boolean', 'null', 'object', 'array'] as const;
type ValueKind = (typeof VALUE_KINDS)[number];

/** A place in a body, as a call showed it. */
export interface Learned {
  /** As mappings write it. */
  readonly path: string;
  readonly kind: ValueKind;
}

/**
 * The structure of a body: each place once, in the order in which they come, however many items its arrays have
 * (webhook.md 3). Values are not kept: they are persons' data.
 * @param most places; further ones are left out
 */
export function learn(body: unknown, most: number): Learned[] {
  const found = new Map<string, ValueKind>();
  const look = (value: unknown, steps: readonly Step[]): void => {
    const path = pathText(steps);
    const kind = kindOf(value);
    const known = found.get(path);
    if (steps.length > 0 && (known === undefined ? found.size < most : known === 'null')) found.set(path, kind);
    if (kind === 'array') for (const item of value as unknown[]) look(item, [...steps, null]);
    else if (kind === 'object') {
      for (const [name, member] of Object.entries(value as object)) look(member, [...steps, name]);
    }
  };
  look(body, []);
  return [...found].map(([path, kind]) => ({ path, kind }));
}

function kindOf(value: unknown): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || isRawNumber(value)) return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}
