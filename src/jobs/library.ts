import { Logger } from 'graphile-worker';
import type { Log } from '../log.ts';

/** The schema of graphile-worker's own tables, given everywhere so that no file or variable of the machine decides. */
export const SCHEMA = 'graphile_worker';

/**
 * The library's words in our log. Only its text: what it hands beside it holds payloads. It tells of every failed job itself,
 * with the stack; those lines are left out, ours stand for them (perform.ts).
 */
export function libraryLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true || meta?.['success'] === true) return;
    if (level === 'error' || level === 'warning') log.warn({ from: 'graphile-worker' }, message);
    else log.debug({ from: 'graphile-worker' }, message);
  });
}
