/** Scopes for tests of rooms: whose data, who acts, and what was published. */
import { readConfig } from '../../src/config.ts';
import {
  createScope, type Brand, type Door, type Publisher, type Scope, type Store, type TxScope,
} from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';

/** What was published, in order. */
export class Heard implements Publisher {
  readonly events: { name: string; payload: object }[] = [];

  publish(_scope: TxScope, name: string, payload: object): Promise<void> {
    this.events.push({ name, payload });
    return Promise.resolve();
  }
}

interface ScopeWish {
  readonly events?: Publisher;
  /** As in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly actor?: string;
  readonly door?: Door;
}

/** A set is no job because the machine is busy. */
const PATIENT = { RESULT_SET_INLINE_TIME: '60000' };

/** The scope of a call. */
export function scopeOf(sql: Store, brand: Brand, wish: ScopeWish = {}): Scope {
  const { events = new Heard(), settings = {}, actor = 'tester', door = 'soap' } = wish;
  const limits = readConfig({ ...PATIENT, ...settings });
  return createScope({ sql, brand, actor: { name: actor, door }, events, limits });
}

/** What a call was refused with: `213 Customer 7 not found`. A fault of ours passes through. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TolkError) return `${error.row.fault} ${error.message}`;
    throw error;
  }
  return 'no fault';
}
