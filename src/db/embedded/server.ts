/** The embedded server as the rest of the house sees it: an address, and a way out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster, type Cluster } from './cluster.ts';
import { joinServer, leaveServer, urlOf, type Membership } from './membership.ts';
import type { ServerSettings } from './postmaster.ts';

interface EmbeddedOptions {
  /** PostgreSQL settings for a server started here, as on its command line; a running one keeps its own */
  readonly settings?: ServerSettings;
}

export interface EmbeddedServer {
  /** connection string of the database `tolk`; the role owns the server */
  readonly url: string;
  /** true when the server was running already */
  readonly adopted: boolean;
  readonly pid: number;
  /** whom it runs as, for people */
  readonly how: string;
  /** Leaves it; when no other process uses it any more, it is stopped. */
  stop(): Promise<void>;
}

const DATABASE = 'tolk';
const REJOIN_PAUSE = 500;
/** The database was there before, or another process made it this moment. */
const EXISTS = ['42P04', '23505'];

/**
 * Starts, or adopts, the server that keeps its files in a folder, and holds it until `stop()`. While held, a
 * server that goes away (killed, out of memory) is started again on the same port.
 * @param directory made when missing; as root it is given to the user that the server runs as
 * @throws {Error} in one line when that is not possible here
 */
export async function startEmbedded(
  directory: string, options: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const settings = options.settings ?? {};
  const cluster = await openCluster(directory, settings.fsync !== 'off');
  const first = await joinServer(cluster, settings);
  await makeDatabase(first);
  const hold = holdServer(cluster, settings, first);
  return {
    url: urlOf(cluster, first.port, DATABASE),
    adopted: first.adopted,
    get pid() { return hold.current().pid; },
    how: cluster.identity.how,
    stop: hold.stop,
  };
}

async function makeDatabase({ client }: Membership): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
  if (rowCount) return;
  await client.query(`create database ${DATABASE}`).catch((error: { code?: string }) => {
    if (!EXISTS.includes(error.code ?? '')) throw error;
  });
}

function holdServer(cluster: Cluster, settings: ServerSettings, first: Membership) {
  let membership = first;
  let stopping = false;
  let rejoining: Promise<void> = Promise.resolve();

  const watch = () => {
    membership.client.once('end', () => {
      if (!stopping) rejoining = rejoin();
    });
  };
  const rejoin = async () => {
    while (!stopping) {
      try {
        membership = await joinServer(cluster, settings, first.port);
        return watch();
      } catch {
        await sleep(REJOIN_PAUSE); // the log file tells why; callers see a database that does not answer
      }
    }
  };
  watch();
  return {
    current: () => membership,
    stop: async () => {
      if (stopping) return;
      stopping = true;
      await rejoining;
      await leaveServer(cluster, membership).catch(ignoreLost);
    },
  };
}

/** A server that is gone already need not be left. */
function ignoreLost(error: Error): void {
  if (/did not stop/.test(error.message)) throw error;
}
