import { setTimeout as sleep } from 'node:timers/promises';
import cron from 'node-cron';
import type { Log } from '../log.ts';

/** A tick that hangs, because the database is away, must not hold the end of the process; nobody misses it. */
const STOP_LIMIT = 2_000;

interface ClockParts {
  readonly tick: (minute: Date) => Promise<unknown>;
  readonly log: Log;
}

export type StartClock = (parts: ClockParts) => Clock;

export interface Clock {
  /** No tick begins any more; waits for one under way, but not for long. */
  stop(): Promise<void>;
}

/**
 * Calls `tick` at every minute, UTC. It gets the planned minute, the same in every instance, however late the timer
 * was. A tick that fails is logged; the next one makes up for it.
 */
export function startClock({ tick, log }: ClockParts): Clock {
  let underWay: Promise<void> = Promise.resolve();
  const words = (level: 'debug' | 'warn') => (message: string | Error) =>
    log[level]({ from: 'node-cron' }, String(message));

  async function run(minute: Date): Promise<void> {
    try {
      await tick(minute);
    } catch (err) {
      log.warn({ err, minute }, 'a tick of the clock failed');
    }
  }

  const task = cron.schedule('* * * * *', ({ date }) => (underWay = run(date)), {
    name: 'minute',
    timezone: 'Etc/UTC',
    noOverlap: true,
    logger: { info: words('debug'), debug: words('debug'), warn: words('warn'), error: words('warn') },
  });
  return {
    async stop() {
      await task.destroy();
      await Promise.race([underWay, sleep(STOP_LIMIT, undefined, { ref: false })]);
    },
  };
}
