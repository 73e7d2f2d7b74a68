import pg from 'pg';
import type { Log } from '../log.ts';

/** The trigger function access_changed (migration 0001) tells of changes here. */
const CHANNEL = 'tolk_access';

interface ChangeFeedOptions {
  /** The server itself: LISTEN is worthless through a transaction pooler. */
  readonly url: string;
  /** Something changed, or may have while nobody listened. */
  readonly onChange: () => void;
  readonly log: Log;
  /** Milliseconds between two tries to connect: the first wait, doubled up to the last. */
  readonly retry: { readonly first: number; readonly last: number };
}

interface ChangeFeed {
  stop(): Promise<void>;
}

/**
 * Listens on one connection of its own, for as long as the process runs. A lost connection is made again;
 * what was missed meanwhile is made good by one `onChange` after each connect.
 */
export function openChangeFeed({ url, onChange, log, retry }: ChangeFeedOptions): ChangeFeed {
  const stopped = new AbortController();
  const done = listenForEver();

  async function listenForEver(): Promise<void> {
    let wait = retry.first;
    while (!stopped.signal.aborted) {
      try {
        await listen(() => {
          wait = retry.first;
          onChange();
        });
      } catch (error) {
        log.warn({ err: error }, 'changes of access are not heard; trying again');
      }
      await pause(wait, stopped.signal);
      wait = Math.min(wait * 2, retry.last);
    }
  }

  /** Ends when the connection does. */
  async function listen(onConnected: () => void): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'tolk listen', keepAlive: true });
    const ended = new Promise<Error | undefined>((resolve) => {
      client.on('error', resolve);
      client.on('end', () => resolve(undefined));
      stopped.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    client.on('notification', onChange);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      onConnected();
      const error = await ended;
      if (error !== undefined) throw error;
    } finally {
      await client.end().catch(() => undefined); // it is gone already
    }
  }

  return {
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
