import knex from 'knex';
import pg from 'pg';
import type { Store } from './sql.ts';
import { sendUnnamed } from './statement.ts';

/** Dates without a time stay the text 'YYYY-MM-DD': a JavaScript Date would move them by the zone of the process. */
const overrides = new pg.TypeOverrides();
overrides.setTypeParser(pg.types.builtins.DATE, (text) => text);
/** bigint is text anyway; pg would look at each once more. */
overrides.setTypeParser(pg.types.builtins.INT8, (text) => text);
const types = {
  getTypeParser: (oid: number, format?: string) => overrides.getTypeParser(oid, format === 'binary' ? 'binary' : 'text'),
};

/** knex tells failures to connect on stderr too; they are thrown to whoever asked, and logged there. */
const quiet = () => undefined;
const QUIET = { warn: quiet, error: quiet, deprecate: quiet, debug: quiet };

/** A call waits so long for a free connection: thousands of pages asked at once get their turn. */
const ACQUIRE_TIMEOUT = 60_000;
/** A server that does not take a connection for this long is away. */
const CONNECT_TIMEOUT = 10_000;
/** After so much silence the system asks whether the other side is there: a network may swallow everything. */
const KEEP_ALIVE_DELAY = 10_000;

/** A process that vanished in the middle of a transaction must not keep its locks until the network notices. */
const IDLE_LIMIT = `set idle_in_transaction_session_timeout = '60s'`;

interface StoreOptions {
  /** PostgreSQL connection string. */
  readonly url: string;
  /** Most connections of this process. */
  readonly connections: number;
  /** false behind a pooler that cannot keep prepared statements (DATABASE_PREPARE). */
  readonly prepare: boolean;
  /** What pg_stat_activity shows. */
  readonly applicationName?: string;
}

/**
 * Opens a pool. No connection is made before the first question; a lost one is replaced at the next.
 * bigint and numeric come as text, date as 'YYYY-MM-DD', timestamptz as Date.
 */
export function openStore({ url, connections, prepare, applicationName = 'tolk' }: StoreOptions): Store {
  return knex({
    client: 'pg',
    log: QUIET,
    connection: {
      connectionString: url, application_name: applicationName, types,
      connectionTimeoutMillis: CONNECT_TIMEOUT, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY,
    },
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    compileSqlOnError: false, // an error's text would hold the values of its statement, and so would the log
    pool: {
      min: 0,
      max: connections,
      afterCreate(connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) {
        if (!prepare) sendUnnamed(connection);
        connection.query(IDLE_LIMIT, (error) => done(error, connection));
      },
    },
  });
}
