import type { Config } from '../config.ts';

const TOUCH_AFTER = 60_000;

/**
 * Milliseconds after which a use is written down again: at most once a minute, or pages asked by the thousand
 * would wait for one row.
 */
export function touchAfter({ RESULT_SET_EXPIRES: expires }: Config): number {
  return Math.min(TOUCH_AFTER, Math.floor(expires / 4));
}

/** SQL for the moment that many milliseconds ago; `parameter` is $2, $3 ... */
export const ago = (parameter: string) => `(now() - ${parameter}::bigint * interval '1 millisecond')`;

/**
 * SQL for the status of a set as readers see it. One not used for too long is closed for them at once; upkeep
 * drops its ids a little later.
 * @param expires parameter with RESULT_SET_EXPIRES
 */
export const statusSql = (expires: string) =>
  `case when state = 'READY' and last_used_at < ${ago(expires)} then 'CLOSED' else state end`;

/**
 * SQL for whether a set is still told about: those that ended long ago are unknown, whether upkeep has
 * removed their rows already or not.
 * @param kept parameter with RESULT_SET_KEPT
 */
export const knownSql = (expires: string, kept: string) =>
  `(state = 'PROCESSING' or coalesce(ended_at, last_used_at + (now() - ${ago(expires)})) >= ${ago(kept)})`;
