import { setTimeout as sleep } from 'node:timers/promises';
import { rows, statement, type Store } from '../../src/db/index.ts';

const PAUSE = 10;
/** Two minutes and more: the wait ends before the test is over and nobody waits any more. */
const TRIES = 12_000;

/** Waits until something holds. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await condition()) return;
    await sleep(PAUSE);
  }
  throw new Error('what was waited for did not come');
}

const WAITING = statement(
  `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
);

/** Waits until so many statements in this database wait for locks that other transactions hold. */
export async function untilSomeWait(sql: Store, many: number): Promise<void> {
  await until(async () => (await rows(sql, WAITING, [])).length >= many);
}

/** Waits until a statement in this database waits for a lock that another transaction holds. */
export function untilOneWaits(sql: Store): Promise<void> {
  return untilSomeWait(sql, 1);
}
