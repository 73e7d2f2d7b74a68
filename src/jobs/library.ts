import { Logger, type WorkerEvents, type WorkerPoolOptions } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

/** The schema of graphile-worker's tables, given everywhere so that no file or variable of the machine decides. */
export const SCHEMA = 'graphile_worker';

/**
 * The library's words in our log. Only its text: what it hands beside it holds payloads. It also tells the end of
 * each job, with the stack of a failure; those lines are left out, ours stand for them (running.ts).
 */
function libraryLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true || meta?.['success'] === true) return;
    if (level === 'error' || level === 'warning') log.warn({ from: 'graphile-worker' }, message);
    else log.debug({ from: 'graphile-worker' }, message);
  });
}

interface LibraryParts {
  readonly pgPool: pg.Pool;
  readonly log: Log;
  readonly limits: Pick<Config, 'JOB_CONCURRENCY' | 'JOB_POLL' | 'DATABASE_PREPARE'>;
  /** Awaited before the first look for a job: none may be locked under a pool id that nobody knows. */
  readonly beforeFirst: (poolId: string) => Promise<void>;
}

/** The options of the library, with the work-arounds of its traps. */
export function libraryOptions(
  { pgPool, log, limits, beforeFirst }: LibraryParts,
): WorkerPoolOptions & { events: WorkerEvents } {
  return {
    pgPool,
    schema: SCHEMA,
    logger: libraryLogger(log),
    events: new EventEmitter(),
    concurrency: limits.JOB_CONCURRENCY,
    pollInterval: limits.JOB_POLL,
    noPreparedStatements: !limits.DATABASE_PREPARE,
    noHandleSignals: true,
    preset: {
      plugins: [{
        name: 'TolkHeartbeat',
        version: '1.0.0',
        worker: { hooks: { startWorker: (_, { worker }) => beforeFirst(worker.workerPool.id) } },
      }],
      // Without a delay the end of a job is not awaited: after a stop it would stay locked and run again, and a
      // connection lost at that moment would be an unhandled rejection.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  };
}
