import { Shift, type WorkerParts } from './shift.ts';
import { within } from './within.ts';

export interface Workers {
  /**
   * Takes no more jobs and waits for those under way. JOB_ABORT_GRACE before DRAIN_LIMIT they are aborted, and go on
   * elsewhere. Resolves about DRAIN_LIMIT at the latest.
   */
  stop(): Promise<void>;
}

/**
 * Runs jobs until stopped; whether the process does at all (TOLK_ROLE) is the caller's business. Returns at once, and
 * gets over a database that is away, at the start as later.
 * @throws {Error} when the settings contradict each other
 */
export function startWorkers(parts: WorkerParts): Workers {
  checkLimits(parts);
  const { log, limits } = parts;
  const shifts = new Set<Shift>();
  let isStopping = false;

  async function keepRunning(): Promise<void> {
    while (!isStopping) {
      const shift = new Shift(parts);
      shifts.add(shift);
      void shift.ended.then(() => shifts.delete(shift));
      await shift.draining;
    }
  }

  const all = () => Promise.all([...shifts].map(({ ended }) => ended));
  const loop = keepRunning();

  async function stop(): Promise<void> {
    isStopping = true;
    for (const shift of shifts) shift.stop();
    await loop;
    if (await within(all(), Math.max(0, limits.DRAIN_LIMIT - limits.JOB_ABORT_GRACE))) return;
    for (const shift of shifts) shift.cutOff('The process ends');
    if (await within(all(), Math.min(limits.JOB_ABORT_GRACE, limits.DRAIN_LIMIT))) return;
    log.error('jobs did not heed their signal; the process ends without them');
    await within(Promise.all([...shifts].map((shift) => shift.abandon())), limits.JOB_ABORT_GRACE);
  }

  let stopped: Promise<void> | undefined;
  return { stop: () => stopped ??= stop() };
}

/** A worker must know that it is given up before others know it. */
function checkLimits({ limits }: WorkerParts): void {
  const { JOB_HEARTBEAT: heartbeat, JOB_STALE: stale, JOB_SILENCE: silence } = limits;
  if (heartbeat < stale && stale < silence) return;
  throw new Error(
    `JOB_HEARTBEAT (${heartbeat}) must be less than JOB_STALE (${stale}), and that less than JOB_SILENCE (${silence})`,
  );
}
