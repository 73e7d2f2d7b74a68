import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Connections } from './connections.ts';

const FIRST_PAUSE = 50;
/** Tries of a question once its asker is ending: enough to get past connections that died in the pool. */
const LAST_TRIES = 3;

interface PatienceParts {
  /** Longest pause between two tries, in milliseconds. */
  readonly pause: number;
  readonly isEnding: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** Asks until there is an answer. */
export type Persist = <Answer>(question: () => Promise<Answer>) => Promise<Answer | undefined>;

/** @returns a function that asks again after every failure; undefined is its answer when the end comes first */
export function persistent({ pause, isEnding, onFailure }: PatienceParts): Persist {
  return async (question) => {
    for (let tries = 1; ; tries++) {
      try {
        return await question();
      } catch (error) {
        onFailure(error);
        if (isEnding() && tries >= LAST_TRIES) return undefined;
      }
      await sleep(Math.min(pause, FIRST_PAUSE * tries));
    }
  };
}

/**
 * The pool that the library gets: it never learns of a lost connection. It would not get over one: a job's end that it
 * cannot write stops it, half of the time without ever saying so; a failed first look it keeps for ever; and it writes
 * to the console. Each of its questions is one statement that may be asked again: looking for a job (what a lost answer
 * leaves locked is found by `freeOrphans`), writing the end of one, freeing old locks. No answer at the end of the pool
 * is like no row.
 */
export function patientPool({ pool, query }: Connections, persist: Persist, listen: boolean): pg.Pool {
  const client = {
    query: async (question: pg.QueryConfig) => await persist(() => query(question)) ?? { rows: [] },
    release: () => undefined,
  };
  const connect = (taken?: Parameters<pg.Pool['connect']>[0]) => {
    if (taken === undefined) return Promise.resolve(client);
    // With a callback it asks for the connection on which it LISTENs. Never answered, it lives by polling.
    if (listen) pool.connect(taken);
    return undefined;
  };
  return { connect } as unknown as pg.Pool; // all that it uses of one
}
