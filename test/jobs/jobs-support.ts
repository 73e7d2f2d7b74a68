import { createLog, type Log } from '../../src/log.ts';
import {
  startWorkers, type JobHandlers, type JobOutcome, type WorkerLimits, type Workers,
} from '../../src/jobs/index.ts';
import { openStore, rows, statement, type Store } from '../../src/db/index.ts';

/** Heartbeats as in production, lest a busy machine disturb a test; one about them shortens them. */
export const LIMITS: WorkerLimits = {
  JOB_CONCURRENCY: 4,
  JOB_POLL: 100,
  JOB_HEARTBEAT: 5_000,
  JOB_STALE: 20_000,
  JOB_SILENCE: 30_000,
  JOB_ABORT_GRACE: 5_000,
  DRAIN_LIMIT: 15_000,
  DATABASE_LISTEN: true,
  DATABASE_PREPARE: true,
};

export interface Told {
  readonly name: string;
  readonly outcome: JobOutcome;
}

export interface TestWorkers extends Workers {
  /** Lines of the log, parsed. */
  readonly lines: Record<string, unknown>[];
  readonly told: Told[];
}

const started: Workers[] = [];

/** Workers that `stopAll` stops, with their log kept. */
export function workers(url: string, handlers: JobHandlers, limits: Partial<WorkerLimits> = {}): TestWorkers {
  const { log, lines } = keptLog();
  const told: Told[] = [];
  const running = startWorkers({
    url, handlers, log, limits: { ...LIMITS, ...limits }, observe: (name, outcome) => told.push({ name, outcome }),
  });
  started.push(running);
  return { ...running, lines, told };
}

/** For `afterEach`. */
export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((running) => running.stop()));
}

export function keptLog(): { log: Log; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { log, lines };
}

export interface QueuedJob {
  readonly name: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly isDead: boolean;
  readonly isLocked: boolean;
  readonly lastError: string | null;
}

const QUEUED = statement(`
select task_identifier, key, attempts, attempts >= max_attempts and locked_at is null, locked_at is not null, last_error
from graphile_worker.jobs order by id`);

/** What is in the queue, oldest first. */
export async function queued(sql: Store): Promise<QueuedJob[]> {
  const found = await rows<[string, string | null, number, boolean, boolean, string | null]>(sql, QUEUED, []);
  return found.map(([name, key, attempts, isDead, isLocked, lastError]) =>
    ({ name, key, attempts, isDead, isLocked, lastError }));
}

/** Lets jobs that wait for their next attempt run now. */
export async function hurry(sql: Store): Promise<void> {
  await sql.raw(`select count(*) from graphile_worker.reschedule_jobs(
    array(select id from graphile_worker.jobs where locked_at is null), run_at => now())`);
}

/** A table in which handlers leave a mark, and what they left. */
export async function makeMarks(sql: Store): Promise<void> {
  await sql.raw('create table mark (item text not null, by_whom text not null default \'\')');
}

export async function marks(sql: Store): Promise<string[]> {
  return sql('mark').orderBy('item').pluck<string[]>('item');
}

/** The payload of these tests' jobs. */
export function itemOf(payload: unknown): string {
  return String((payload as { item: unknown }).item);
}

/** Ends the connections of all workers of the database, as a failing network or server would. */
export async function terminateWorkers(sql: Store): Promise<void> {
  await sql.raw(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'tolk workers'`);
}

/** Lets nobody connect to a database any more, or again. Who is connected stays. */
export async function allowConnections(url: string, isAllowed: boolean): Promise<void> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  const admin = openStore({ url: server.href, connections: 1, prepare: false });
  await admin.raw(`alter database ${name} allow_connections ${isAllowed}`);
  await admin.destroy();
}
