import type { Server } from 'node:http';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Connections } from './connections.ts';

/** Between two looks at whether connections became idle. */
const POLL = 50;
/** How long a connection may wait for its first request, in milliseconds. */
const UNUSED_AGE = 500;
/** Turns of the loop spent on letting in those who have come; under a flood there is no quiet one. */
const MOST_TURNS = 100;

/**
 * Ends a server in order: for DRAIN_GRACE calls are taken as before, each the last of its connection; then it stops to
 * listen, and calls under way may end until DRAIN_LIMIT.
 * @returns false when some were cut off
 */
export async function drain(
  server: Server, connections: Connections, limits: Pick<Config, 'DRAIN_GRACE' | 'DRAIN_LIMIT'>,
): Promise<boolean> {
  connections.announceEnd();
  await sleep(limits.DRAIN_GRACE);
  await letIn(connections);

  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isClosed = false;
  server.close(() => { isClosed = true; resolve(); });
  connections.release();

  const until = performance.now() + limits.DRAIN_LIMIT;
  while (!isClosed && performance.now() < until) {
    server.closeIdleConnections();
    connections.closeUnused(UNUSED_AGE);
    await Promise.race([closed, sleep(POLL)]);
  }
  const isClean = isClosed;
  connections.cutAll();
  await closed;
  return isClean;
}

/**
 * Callers whom the system has let in, and we have not yet, would be turned away with a reset when the server closes,
 * and could not know whether their call was done. So no call is begun until a turn of the loop brings no one new.
 */
async function letIn(connections: Connections): Promise<void> {
  connections.hold();
  let seen = -1;
  for (let turn = 0; turn < MOST_TURNS && seen !== connections.count; turn++) {
    seen = connections.count;
    await setImmediate();
  }
}
