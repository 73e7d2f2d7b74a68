import type { Config } from '../../config.ts';
import type { EmbeddedServer } from '../../db/embedded/index.ts';
import { LEAST_MAJOR, migrate, serverFacts, type Store } from '../../db/index.ts';
import { jobState } from '../../jobs/index.ts';
import { openDatabase } from '../database.ts';
import { endingOf } from '../problem.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** Clocks further apart make log lines and records hard to bring together. */
const MOST_SKEW = 5_000;
/** Seconds; a worker takes a job at once or at its next poll. */
const MOST_WAIT = 60;

/** Opens the database and looks at it with `examine`. */
export async function checkDatabase(
  config: Config, examine: (sql: Store) => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await openDatabase(config, { migrated: false }, async ({ sql, address: { embedded } }) => {
      const where = embedded ? placeOf(embedded) : 'the one of DATABASE_URL';
      return [ok(`database: ${where} answers`), ...await examine(sql)];
    });
  } catch (error) {
    return [fail(`database: ${endingOf(error).line ?? ''}`)];
  }
}

/** Enough for psql and pg_dump; the password is in the file `secret` beside the data. */
function placeOf({ url, pid, how }: EmbeddedServer): string {
  const { hostname, port, username, pathname } = new URL(url);
  return `embedded (-h ${hostname} -p ${port} -U ${username} ${pathname.slice(1)}; pid ${pid}, runs as ${how})`;
}

export async function checkServer(sql: Store): Promise<Finding[]> {
  const { version, major, now } = await serverFacts(sql);
  const skew = Math.round(Math.abs(now - Date.now()) / 1000);
  return [
    major >= LEAST_MAJOR ? ok(`PostgreSQL ${version}`) : fail(`PostgreSQL ${version}: ${LEAST_MAJOR} or later is needed`),
    skew * 1000 <= MOST_SKEW ? ok('clocks agree') : warn(`the clocks of this machine and the database differ by ${skew} s`),
  ];
}

export async function checkSchema(sql: Store): Promise<Finding[]> {
  const steps = await migrate.status(sql);
  const missing = steps.filter(({ applied }) => !applied).map(({ name }) => name);
  if (missing.length === 0) return [ok(`schema: all ${steps.length} steps applied`)];
  return [fail(`schema: ${missing.join(', ')} missing: run tolk migrate up, or start the service`)];
}

export async function checkQueue(sql: Store, config: Config): Promise<Finding[]> {
  const { workers, due, oldestDue, dead } = await jobState(sql, config.JOB_SILENCE);
  return [
    workers > 0 ? ok(`workers: ${workers} alive`) : warn('workers: none alive, so nothing runs jobs'),
    oldestDue <= MOST_WAIT ? ok(`queue: ${due} jobs due`) : warn(`queue: ${due} jobs due, the oldest for ${oldestDue} s`),
    dead === 0 ? ok('queue: no job has failed for good') : warn(`queue: ${dead} jobs have failed for good`),
  ];
}
