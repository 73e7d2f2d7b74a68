/**
 * Being one of the processes that share a server. Each holds one connection with a shared advisory lock for
 * as long as it lives (a killed process loses both). Who leaves tries the lock alone: whoever gets it was the
 * last and stops the server, while a newcomer waits for the lock, loses its connection with the server, and
 * starts a new one. So nobody's server goes away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OWNER, type Cluster } from './cluster.ts';
import { launch, lastComplaint, shutDown, type Postmaster, type ServerSettings } from './postmaster.ts';
import { isServerOf, readPidFile } from './process.ts';

export interface Membership {
  readonly client: pg.Client;
  readonly pid: number;
  readonly port: number;
  /** true when the server was running already */
  readonly adopted: boolean;
}

const MEMBER_LOCK = 0x746f6c6d; // in the database `postgres`, where nothing else of ours locks
const MOST_LAUNCHES = 5;
const LAUNCH_PAUSE = 300;
const CONNECT_PAUSE = 25;
const CONNECT_LIMIT = 5_000;
/** Recovery after a crash may take its time. */
const JOIN_LIMIT = 5 * 60_000;

const CANNOT_LOG_IN = ['28P01', '28000'];

export const urlOf = (cluster: Cluster, port: number, database: string): string =>
  `postgres://${OWNER}:${cluster.password}@127.0.0.1:${port}/${database}`;

/**
 * Joins the server of a cluster, starting it when none runs.
 * @param port for a server started here; default: a free one
 * @throws {Error} in one line when it neither runs nor starts
 */
export async function joinServer(
  cluster: Cluster, settings: ServerSettings, port?: number,
): Promise<Membership> {
  let launched: Postmaster | undefined;
  let launches = 0;
  const limit = Date.now() + JOIN_LIMIT;
  for (;;) {
    const running = readPidFile(cluster.data);
    const mayConnect = running !== undefined && running.port > 0 && isServerOf(cluster.data, running.pid);
    if (mayConnect) {
      const client = await becomeMember(cluster, running.port);
      const adopted = launched === undefined || launched.hasEnded();
      if (client) return { client, pid: running.pid, port: running.port, adopted };
    } else if (!launched || launched.hasEnded()) {
      if (launches === MOST_LAUNCHES || Date.now() > limit) throw new Error(cannotStart(cluster));
      if (launches > 0) await sleep(LAUNCH_PAUSE);
      launched = await launch(cluster, settings, port);
      launches += 1;
    }
    if (Date.now() > limit) throw new Error(cannotStart(cluster));
    await sleep(CONNECT_PAUSE);
  }
}

function cannotStart(cluster: Cluster): string {
  return `The embedded PostgreSQL does not start: ${lastComplaint(cluster)} (${cluster.log}); or set DATABASE_URL`;
}

/** @returns undefined while the server does not take connections (not yet, or no longer) */
async function becomeMember(cluster: Cluster, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, 'postgres'),
    application_name: 'tolk (holds the embedded server)',
    connectionTimeoutMillis: CONNECT_LIMIT,
    keepAlive: true,
  });
  client.on('error', () => {}); // the connection's end is what counts, and callers watch that
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [MEMBER_LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    if (!CANNOT_LOG_IN.includes((error as { code?: string }).code ?? '')) return undefined;
    throw new Error(`The secret beside ${cluster.data} does not open the embedded PostgreSQL on port ${port}`,
      { cause: error });
  }
}

/** Leaves the server; the last one out stops it. */
export async function leaveServer(cluster: Cluster, { client, pid }: Membership): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [MEMBER_LOCK]);
    const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [MEMBER_LOCK]);
    if (rows[0]?.alone) await shutDown(cluster, pid);
  } finally {
    await client.end().catch(() => {});
  }
}
