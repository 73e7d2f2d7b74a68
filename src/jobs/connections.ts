import { Socket } from 'node:net';
import pg from 'pg';
import type { Log } from '../log.ts';
import { within } from './within.ts';

/** A server that does not take a connection for this long is away. */
const CONNECT_TIMEOUT = 10_000;
/** Time for a polite good-bye. */
const CLOSE_TIMEOUT = 2_000;

/** Asks; each row is an array. */
export type Ask = <Row extends readonly unknown[]>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The connections of one worker pool: apart from those of requests, so that neither starves the other. */
export interface Connections {
  readonly pool: pg.Pool;
  /** Asks on a connection of its own; one that fails is thrown away. */
  query(question: pg.QueryConfig): Promise<pg.QueryResult>;
  readonly ask: Ask;
  /** Runs the work in one transaction. */
  transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result>;
  /** Cuts all: a question that hangs on a dead network fails now, not in a quarter of an hour. New ones may come. */
  cut(): void;
  /** Ends the pool. */
  close(): Promise<void>;
}

export function openConnections({ url, most, log }: { url: string; most: number; log: Log }): Connections {
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    application_name: 'tolk workers',
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

  async function lend<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }

  const askOn = (client: pg.PoolClient): Ask =>
    async <Row extends readonly unknown[]>(text: string, values: readonly unknown[]) =>
      (await client.query<Row & unknown[]>({ text, values: [...values], rowMode: 'array' })).rows;

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    pool,
    query: (question) => lend((client) => client.query(question)),
    ask: (text, values) => lend((client) => askOn(client)(text, values)),
    transaction: (work) => lend(async (client) => {
      await client.query('begin');
      const result = await work(askOn(client)); // a throw ends the connection, and the transaction with it
      await client.query('commit');
      return result;
    }),
    cut,
    async close() {
      await within(pool.end(), CLOSE_TIMEOUT);
      cut();
    },
  };
}
