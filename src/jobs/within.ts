import { setTimeout as sleep } from 'node:timers/promises';

/** @returns whether the work ended within so many milliseconds; it goes on if not */
export async function within(work: Promise<unknown>, limit: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      sleep(limit, false, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}
