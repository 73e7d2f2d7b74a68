import { Socket } from 'node:net';
import pg from 'pg';
import type { Log } from '../log.ts';
import { within } from './within.ts';

/** A server that does not take a connection for this long is away. */
const CONNECT_TIMEOUT = 10_000;
/** Time for a polite good-bye. */
const CLOSE_TIMEOUT = 2_000;

/** One row as an array. */
export type Ask = <Row extends readonly unknown[]>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The connections of one worker pool: apart from those of requests, so that neither starves the other. */
export interface Connections {
  readonly pool: pg.Pool;
  /** Asks on a connection of its own; one that fails is thrown away. */
  readonly ask: Ask;
  /** Runs the work in one transaction. */
  transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result>;
  /** Cuts all: a question that hangs on a dead network fails now, not in a quarter of an hour. New ones may come. */
  cut(): Promise<void>;
  /** Ends the pool. */
  close(): Promise<void>;
}

type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void;

/** The library LISTENs on the one connection that it asks for with a callback. Never answered, it lives by polling. */
class PollingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<pg.PoolClient> | undefined {
    return taken === undefined ? super.connect() : undefined;
  }
}

export function openConnections({ url, most, listen, log }: {
  readonly url: string; readonly most: number; readonly listen: boolean; readonly log: Log;
}): Connections {
  const sockets = new Set<Socket>();
  const pool = new (listen ? pg.Pool : PollingPool)({
    connectionString: url,
    max: most,
    application_name: 'tolk jobs',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    stream() {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
  });
  const lost = (error: Error) => log.debug({ err: error }, 'a connection of the workers is lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));

  async function lend<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      return await work(async <Row extends readonly unknown[]>(text: string, values: readonly unknown[]) =>
        (await client.query<Row & unknown[]>({ text, values: [...values], rowMode: 'array' })).rows);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }

  async function cut(): Promise<void> {
    await Promise.all([...sockets].map((socket) => new Promise((closed) => socket.once('close', closed).destroy())));
  }

  return {
    pool,
    ask: (text, values) => lend((ask) => ask(text, values)),
    transaction: (work) => lend(async (ask) => {
      await ask('begin', []);
      const result = await work(ask); // a throw ends the connection and the transaction with it
      await ask('commit', []);
      return result;
    }),
    cut,
    async close() {
      await within(pool.end(), CLOSE_TIMEOUT);
      await cut();
    },
  };
}
