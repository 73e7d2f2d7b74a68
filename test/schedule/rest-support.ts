/** The REST door with kinds of runs made up by the test. */
import { brandById, createAccess, createOauth, type Session } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { createDatamodel } from '../../src/datamodel/index.ts';
import { createScope, type Brand, type Door } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createReadiness, createRest } from '../../src/rest/index.ts';
import { createSchedules, type RunKinds } from '../../src/schedule/index.ts';
import { createCallers } from '../../src/server/index.ts';
import { createSubscriptions, Receiver } from '../../src/webhook/index.ts';
import { asking, type Ask } from '../rest-management/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { serve } from '../support/door-server.ts';
import { QUIET } from './support.ts';

export interface RunsDoor {
  readonly url: string;
  readonly db: TestDatabase;
  /** A brand of its own with a token that manages it. */
  manager(): Promise<{ readonly brand: Brand; readonly ask: Ask }>;
  stop(): Promise<void>;
}

/** @param env settings that differ from their defaults */
export async function openRunsDoor(
  kinds: RunKinds, env: Readonly<Record<string, string>> = {},
): Promise<RunsDoor> {
  const db = await testDatabase();
  const limits = readConfig(env);
  const { sql } = db;
  const access = createAccess({ sql, listenUrl: undefined, settings: limits, log: QUIET });
  const datamodel = createDatamodel();
  const scopeBy = (door: Door) => ({ brand, user }: Session) =>
    createScope({ sql, brand, actor: { name: user.name, door }, events: new Events(), limits });
  const listener = createRest({
    log: QUIET, metrics: createMetrics(), callers: createCallers(limits), metricsDoor: undefined,
    readiness: createReadiness({ checks: {}, limits, log: QUIET }),
    api: {
      sql, access, limits, datamodel, schedules: createSchedules({ kinds, log: QUIET }),
      receiver: new Receiver(datamodel),
      oauth: createOauth({ sql, limits }),
      subscriptions: createSubscriptions({ httpOut: createHttpOut(limits), log: QUIET }),
      scopeOf: scopeBy('rest'), webhookScopeOf: scopeBy('webhook'),
      pageScopeOf: async (brandId) => createScope({
        sql, brand: await brandById(sql, brandId), actor: { name: 'page', door: 'rest' }, events: new Events(), limits,
      }),
    },
  });
  const { url, server } = await serve(listener);
  return {
    url, db,
    async manager() {
      const brand = await makeBrand(sql);
      const { token } = await makeToken(sql, { brand, rights: ['manage'] });
      return { brand, ask: asking(url, token) };
    },
    async stop() {
      await server.drain();
      await access.stop();
      await db.drop();
    },
  };
}
