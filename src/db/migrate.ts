import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import pg from 'pg';
import { migrations, type Migration } from '../../migrations/index.ts';
import type { Sql } from './sql.ts';
import { openStore } from './store.ts';

interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
}

/** 'tolk' in ASCII: whoever holds this advisory lock migrates. */
const LOCK = 0x746f6c6b;
const POLL = 100;
/** A step that waits longer for a table makes every later writer queue behind it; better to fail and be run again. */
const LOCK_TIMEOUT = '5s';

class Steps implements Knex.MigrationSource<Migration> {
  getMigrations(): Promise<Migration[]> {
    return Promise.resolve([...migrations]);
  }

  getMigrationName(step: Migration): string {
    return step.name;
  }

  getMigration(step: Migration): Promise<Knex.Migration> {
    return Promise.resolve({
      up: (sql) => execute(sql, step.up),
      down: (sql) => execute(sql, step.down),
      config: { transaction: step.transaction ?? true },
    });
  }
}

/** Past the builder, which would take a question mark in the text for a parameter. */
async function execute(sql: Knex, text: string): Promise<void> {
  const connection = (await sql.client.acquireConnection()) as pg.Client;
  try {
    await connection.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    await connection.query(text);
  } finally {
    await sql.client.releaseConnection(connection);
  }
}

/** Migration commands; `url` must lead to the server itself, not through a transaction pooler (session lock). */
export const migrate = {
  /**
   * Runs every step not applied yet, in order. Starters wait for each other. A lost connection ends it between steps.
   * @returns the names applied
   * @throws {Error} when the database has steps that this release does not know: it may write what they forbid
   */
  up: (url: string): Promise<string[]> => alone(url, async (sql) => {
    await refuseNewer(sql);
    const [, names] = (await sql.migrate.latest({ migrationSource: new Steps() })) as [number, string[]];
    return names;
  }),

  /** Takes the newest applied step back. @returns its name, or nothing when none is applied */
  down: (url: string): Promise<string[]> => alone(url, async (sql) => {
    const [, names] = (await sql.migrate.down({ migrationSource: new Steps() })) as [number, string[]];
    return names;
  }),

  /** Every known step and whether it is applied. Reads only; an empty database has none. */
  async status(sql: Sql): Promise<MigrationStatus[]> {
    const applied = await appliedSteps(sql);
    return migrations.map(({ name }) => ({ name, applied: applied.includes(name) }));
  },

  /** The SQL of all steps not applied (or of all), for a DBA to read or run. */
  async sql(store: Sql, direction: 'up' | 'down'): Promise<string> {
    const status = await migrate.status(store);
    const applied = new Set(status.filter((step) => step.applied).map(({ name }) => name));
    const wanted = migrations.filter(({ name }) => applied.has(name) === (direction === 'down'));
    const ordered = direction === 'up' ? wanted : wanted.reverse();
    return ordered.map((step) => `-- ${step.name} ${direction}\n${step[direction].trim()}\n`).join('\n');
  },
};

async function refuseNewer(sql: Knex): Promise<void> {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = (await appliedSteps(sql)).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Error(`The database is newer than this program: it has ${unknown.join(', ')}. Start the newer release`);
}

async function appliedSteps(sql: Sql): Promise<string[]> {
  const { rows: [found] } = await sql.raw<{ rows: { present: boolean }[] }>(
    `select to_regclass('knex_migrations') is not null as present`,
  );
  return found?.present ? sql('knex_migrations').orderBy('id').pluck<string[]>('name') : [];
}

/**
 * Polls for the lock: a blocking wait would hold a snapshot that `create index concurrently` of the one who migrates
 * waits for. The lock belongs to its own connection and dies with it, so a killed starter leaves nothing locked; knex's
 * own lock row would stay.
 */
async function alone<Result>(url: string, work: (sql: Knex) => Promise<Result>): Promise<Result> {
  const holder = new pg.Client({ connectionString: url, application_name: 'tolk migrate' });
  const sql = openStore({ url, connections: 2, prepare: true, applicationName: 'tolk migrate' });
  holder.on('error', () => void sql.destroy()); // the lock went with the connection: no further step
  await holder.connect();
  try {
    while (!(await holder.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [LOCK])).rows[0]?.got) {
      await sleep(POLL);
    }
    await sql.migrate.forceFreeMigrationsLock({ migrationSource: new Steps() });
    return await work(sql);
  } finally {
    await sql.destroy();
    await holder.end();
  }
}
