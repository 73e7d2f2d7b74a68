import type { Config } from '../config.ts';
import { holdDatabase, migrate, openStore, type DatabaseAddress, type Store } from '../db/index.ts';
import { ExitCode, Problem } from './problem.ts';

/** A command asks little at a time. */
const CONNECTIONS = 2;
const INTERRUPTED = 130;

interface OpenDatabase {
  readonly address: DatabaseAddress;
  readonly sql: Store;
}

/**
 * Runs work on the database and closes it, also when interrupted: an embedded server that was started for this command
 * is stopped again.
 * @param options.migrated the schema must be current; the embedded one is made so, any other is its DBA's
 */
export async function openDatabase<Result>(
  config: Config, options: { readonly migrated: boolean }, work: (database: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  const address = await holdDatabase(config);
  const sql = openStore({
    url: address.url, connections: CONNECTIONS, prepare: config.DATABASE_PREPARE, applicationName: 'tolk command',
  });
  const close = async () => {
    await sql.destroy();
    await address.release();
  };
  const interrupt = () => void close().finally(() => process.exit(INTERRUPTED));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    if (options.migrated) await makeCurrent(address, sql);
    return await work({ address, sql });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await close();
  }
}

async function makeCurrent(address: DatabaseAddress, sql: Store): Promise<void> {
  const missing = (await migrate.status(sql)).filter(({ applied }) => !applied);
  if (missing.length === 0) return;
  if (!address.embedded) {
    throw new Problem(`The schema lacks ${missing.length} steps: run tolk migrate up first`, ExitCode.failure);
  }
  await migrate.up(address.directUrl);
  await migrateQueue(address.directUrl);
}

/** Brings the tables of the queue up to date. Its package is loaded only here: most commands need none of it. */
export async function migrateQueue(directUrl: string): Promise<void> {
  const { migrateJobs } = await import('../jobs/index.ts');
  await migrateJobs(directUrl);
}
