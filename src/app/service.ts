/**
 * The running service: database, migrations, app, servers, in this order; and the way back in the opposite
 * one. A part that fails to start takes those before it down again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../app.ts';
import { startClock as startMachineClock, type StartClock } from '../clock/index.ts';
import type { Config } from '../config.ts';
import { holdDatabase, isConnectionFailure, migrate, type DatabaseAddress } from '../db/index.ts';
import { migrateJobs } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createDoorServer, refuseExposure } from '../server/index.ts';
import { JOB_NAMES } from './jobs.ts';

export interface Service {
  /** Scheme, host and port as it listens. */
  readonly url: string;
  /** Of METRICS_PORT, when that is set. */
  readonly metricsUrl: string | undefined;
  readonly database: DatabaseAddress;
  /** Names of the migrations that this start applied. */
  readonly migrated: readonly string[];
  /** Reads the TLS files again. */
  reload(): Promise<void>;
  /** Drains and closes everything. @returns false when calls were cut off at DRAIN_LIMIT */
  stop(): Promise<boolean>;
}

export interface ServiceParts {
  readonly config: Config;
  readonly log: Log;
  /** Gives up waiting for the database. */
  readonly signal?: AbortSignal;
  /** What calls at each minute; default: the clock of the machine. */
  readonly startClock?: StartClock;
}

const DATABASE_POLL = 500;
/** Connections that are still busy after the drain are cut with the process. */
const CLOSE_LIMIT = 5_000;

/** @throws {Error} with one line for people when a setting, the database or the port is not to be had */
export async function startService(
  { config, log, signal, startClock = startMachineClock }: ServiceParts,
): Promise<Service> {
  refuseExposure(config);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const database = await holdDatabase(config);
    undo.push(() => database.release());
    const migrated = await makeReady(database, { config, log, signal });

    const metrics = createMetrics();
    const app = createApp({ config, ...database, log, metrics, startClock });
    undo.push(() => Promise.race([app.close(), sleep(CLOSE_LIMIT, undefined, { ref: false })]));
    const server = await createDoorServer(config, log, app.listener);
    const metricsServer = config.METRICS_PORT === undefined
      ? undefined : await createDoorServer(config, log, app.metricsListener);
    const metricsUrl = await metricsServer?.listen(config.HOST, config.METRICS_PORT ?? 0);
    undo.push(async () => metricsServer?.drain());
    const url = await server.listen(config.HOST, config.PORT);
    undo.push(() => server.drain());
    app.work();

    const stop = async (): Promise<boolean> => {
      const [isClean] = await Promise.all([server.drain(), app.leave(), metricsServer?.drain()]);
      await takeDown(undo);
      return isClean;
    };
    let stopped: Promise<boolean> | undefined;
    return {
      url, metricsUrl, database, migrated,
      reload: async () => {
        await server.reloadTls();
        await metricsServer?.reloadTls();
      },
      stop: () => stopped ??= stop(),
    };
  } catch (error) {
    await takeDown(undo);
    throw error;
  }
}

async function takeDown(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

type Waiting = Pick<ServiceParts, 'config' | 'log'> & { readonly signal: AbortSignal | undefined };

/** Brings the schema up to date. A schema with steps that this release does not know is an error. */
async function makeReady(
  { directUrl }: DatabaseAddress, { config, log, signal }: Waiting,
): Promise<readonly string[]> {
  const migrated = await awaited(() => migrate.up(directUrl), { config, log, signal });
  await migrateJobs(directUrl, JOB_NAMES);
  return migrated;
}

/** Asks until the database answers: it may start at the same moment as we do. */
async function awaited<Result>(
  ask: () => Promise<Result>, { config, log, signal }: Waiting,
): Promise<Result> {
  const until = performance.now() + config.DATABASE_WAIT;
  for (let isTold = false; ; isTold = true) {
    try {
      return await ask();
    } catch (error) {
      if (!isConnectionFailure(error) || performance.now() >= until) throw error;
      if (!isTold) log.warn({ err: error }, 'waiting for the database');
      await sleep(DATABASE_POLL, undefined, { signal });
    }
  }
}
