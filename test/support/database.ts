/**
 * Databases for tests: one migrated template per server and set of migrations, cloned for whoever asks. The server is
 * TEST_DATABASE_URL (a superuser of PostgreSQL 15 or later) or an embedded one in a folder that goes with the run.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrations } from '../../migrations/index.ts';
import { startEmbedded } from '../../src/db/embedded/index.ts';
import { migrate, openStore, type Store } from '../../src/db/index.ts';
import { migrateJobs } from '../../src/jobs/index.ts';

export interface TestDatabase {
  readonly url: string;
  readonly sql: Store;
  /** A second pool on the same database, as another instance of the process would have. */
  another(): Store;
  /** Closes the pools and drops the database. */
  drop(): Promise<void>;
}

let template: Promise<string> | undefined;

/** A fresh migrated database. Call `drop` in `after`. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `tolk_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(`create database ${name} template ${await (template ??= makeTemplate())}`);
  return opened(name);
}

/** A fresh database without any table of ours. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `tolk_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(`create database ${name}`);
  return opened(name);
}

/** Starts the embedded server of a run and names it in TEST_DATABASE_URL, unless that names one. @returns stops it */
export async function startTestServer(): Promise<() => Promise<void>> {
  if (serverUrl() !== '') return () => Promise.resolve();
  const folder = await mkdtemp(path.join(tmpdir(), 'tolk-test-'));
  // What a test stores need not survive a power cut.
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };
  const server = await startEmbedded(folder, { settings });
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

function opened(name: string): TestDatabase {
  const url = databaseUrl(serverUrl(), name);
  const pools = [openStore({ url, connections: 10, prepare: true })];
  const [sql] = pools as [Store];
  return {
    url,
    sql,
    another() {
      const pool = openStore({ url, connections: 10, prepare: true });
      pools.push(pool);
      return pool;
    },
    async drop() {
      await Promise.all(pools.map((pool) => pool.destroy()));
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}

function serverUrl(): string {
  return process.env['TEST_DATABASE_URL'] ?? '';
}

/**
 * The template's name follows from the migrations, so that runs with other migrations on one server do not meet, and
 * from the month, which migrations make partitions for.
 */
async function makeTemplate(): Promise<string> {
  const made = JSON.stringify([migrations, new Date().toISOString().slice(0, 7)]);
  const version = createHash('sha1').update(made).digest('hex').slice(0, 12);
  const name = `tolk_template_${version}`;
  const admin = await connected(serverUrl());
  try {
    await admin.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const url = databaseUrl(serverUrl(), `${name}_new`);
      await admin.query(`drop database if exists ${name}_new with (force)`);
      await admin.query(`create database ${name}_new`);
      await migrate.up(url);
      await migrateJobs(url);
      await admin.query(`alter database ${name}_new rename to ${name}`);
    }
  } finally {
    await admin.end();
  }
  return name;
}

async function asAdmin(command: string): Promise<void> {
  const admin = await connected(serverUrl());
  try {
    await admin.query(command);
  } finally {
    await admin.end();
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
