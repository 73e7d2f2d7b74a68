/**
 * The whole service on a free port, as `npm start` runs it, for end-to-end tests: database, migrations, doors, jobs.
 * Two with one `databaseUrl` are two instances.
 */
import { startService } from '../../src/app/service.ts';
import type { StartClock } from '../../src/clock/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Brand, Store } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/db/index.ts';
import { makeBrand, makeToken } from './access.ts';
import { testDatabase } from './database.ts';

export interface TestGateway {
  /** Scheme, host and port. */
  readonly url: string;
  /** Of METRICS_PORT, when that was asked for. */
  readonly metricsUrl: string | undefined;
  readonly databaseUrl: string;
  /** A pool of the test's own on its database. */
  readonly sql: Store;
  /** A brand of this gateway's own, and an active token for it with the usual rights. */
  readonly brand: Brand;
  readonly token: string;
  /** What it has logged. */
  readonly lines: readonly Record<string, unknown>[];
  /** Reads the TLS files again, as on SIGHUP. */
  reload(): Promise<void>;
  /**
   * Drains it and drops its database, unless that was given. A second call waits for the first.
   * @returns false when calls were cut off
   */
  stop(): Promise<boolean>;
}

interface GatewayWish {
  /** A database that the test looks after; default: a fresh one that goes with the gateway. */
  readonly databaseUrl?: string;
  /** Settings that differ from their defaults. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of the machine. */
  readonly startClock?: StartClock;
}

/** For tests in which a minute passes when they say so: one of the machine would come in between, now and then. */
export const standing: StartClock = () => ({ stop: () => Promise.resolve() });

export async function startGateway({ databaseUrl, env = {}, ...clock }: GatewayWish = {}): Promise<TestGateway> {
  const database = databaseUrl === undefined ? await testDatabase() : undefined;
  const url = databaseUrl ?? database?.url ?? '';
  const sql = openStore({ url: env['DATABASE_DIRECT_URL'] ?? url, connections: 3, prepare: true });
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  // Nobody waits two seconds for a job of a moment later; a set is no job because the machine is busy.
  const quick = { RESULT_SET_INLINE_TIME: '60000', DRAIN_GRACE: '0', DRAIN_LIMIT: '10000', JOB_POLL: '100' };
  const config = readConfig({ PORT: '0', DATABASE_URL: url, ...quick, ...env });
  const close = async () => {
    await sql.destroy();
    await database?.drop();
  };
  try {
    const service = await startService({ config, log: createLog(env['LOG_LEVEL'] ?? 'info', { write }), ...clock });
    const brand = await makeBrand(sql);
    const { token } = await makeToken(sql, { brand });
    let stopped: Promise<boolean> | undefined;
    const stop = async () => {
      const isClean = await service.stop();
      await close();
      return isClean;
    };
    return {
      url: service.url, metricsUrl: service.metricsUrl, databaseUrl: url, sql, brand, token, lines,
      reload: () => service.reload(), stop: () => stopped ??= stop(),
    };
  } catch (error) {
    await close();
    throw error;
  }
}
