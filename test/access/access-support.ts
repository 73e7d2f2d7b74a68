import { createAccess, type Access } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Actor, Store } from '../../src/db/index.ts';
import { TolkError, type ErrorCode } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';

export const operator: Actor = { name: 'operator', door: 'cli' };
export const ADDRESS = '192.0.2.1';

/** A clock that stands until it is told to go on. */
export function standingClock(): (() => number) & { pass(milliseconds: number): void } {
  let now = 1000;
  return Object.assign(() => now, { pass: (milliseconds: number) => void (now += milliseconds) });
}

export interface AccessWish {
  readonly listenUrl?: string;
  readonly clock?: () => number;
  /** Settings that differ from their defaults, as in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * An instance of the room. Its time stands still unless a clock is given, so nothing grows old by itself.
 * Call `stop`.
 */
export function openAccess(sql: Store, { settings = {}, clock = standingClock(), ...wish }: AccessWish = {}): Access {
  return createAccess({ sql, settings: readConfig(settings), clock, log: createLog('silent'), ...wish });
}

/** The code of the error that a call ends in; at once or later. */
export async function refusal(call: () => unknown): Promise<ErrorCode> {
  try {
    await call();
  } catch (error) {
    if (error instanceof TolkError) return error.code;
    throw error;
  }
  throw new Error('was not refused');
}

/** The text of the error that a call ends in. */
export async function complaint(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof TolkError) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

/** Takes all brands, users and tokens away. */
export async function emptyAccess(sql: Store): Promise<void> {
  for (const table of ['token_log', 'token', 'user_brand', 'app_user', 'brand']) await sql(table).delete();
}

/** Counts the statements that go to the database through a pool from now on. */
export function countQuestions(sql: Store): () => number {
  let count = 0;
  sql.client.pool.on('acquireRequest', () => void count++);
  return () => count;
}
