import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { SCHEMA } from './library.ts';

const QUIET = new Logger(() => () => undefined);

/**
 * Brings the queue's own tables up to date; run after our migrations, by every process that enqueues or works. Does
 * nothing when they are current; starters side by side share the steps. `url` must lead to the server itself.
 * @param names jobs that will be enqueued: known beforehand, no two transactions wait for each other over a new name
 */
export async function migrateJobs(url: string, names: readonly string[] = []): Promise<void> {
  const pgPool = new pg.Pool({ connectionString: url, max: 1, application_name: 'tolk migrate' });
  pgPool.on('error', () => undefined); // a lost connection shows in the next query
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool, schema: SCHEMA, logger: QUIET });
    await pgPool.query(`insert into ${SCHEMA}._private_tasks (identifier)
select name from unnest($1::text[]) as given (name)
where not exists (select from ${SCHEMA}._private_tasks where identifier = name)
on conflict do nothing`, [names]);
  } finally {
    await pgPool.end();
  }
}
