/**
 * Puts the parts of the house together: doors before rooms, rooms on the store, events to listeners, job
 * names to handlers, kinds of result sets to their queries, kinds of runs to their acts. It listens nowhere
 * and starts no database, so that tests use it as it is; service.ts does that.
 */
import type { RequestListener } from 'node:http';
import { brandById, createAccess, createOauth, type Session } from './access/index.ts';
import { jobHandlers } from './app/jobs.ts';
import { notifyWishes } from './app/notify-wishes.ts';
import { poolUse } from './app/pool-use.ts';
import { startProbe } from './app/probe.ts';
import { runKinds } from './app/run-kinds.ts';
import { sources } from './app/sources.ts';
import {
  beginWithFile, forgetCampaignMembers, goOnAfterRun, holdPlacesOfCustomers, letCampaignsHear,
} from './campaign/index.ts';
import type { StartClock } from './clock/index.ts';
import type { Config } from './config.ts';
import { createDatamodel, forgetRowsOfCustomers } from './datamodel/index.ts';
import { createScope, openStore, type Door } from './db/index.ts';
import { Events } from './events/index.ts';
import { forgetCustomers } from './group/index.ts';
import { createHttpOut } from './http-out/index.ts';
import { jobState, startWorkers, tick } from './jobs/index.ts';
import { requestIds, type Log } from './log.ts';
import { createMailOut } from './mail-out/index.ts';
import type { Metrics } from './metrics.ts';
import { createNotices, RUN_NOTICE_JOB } from './notice/index.ts';
import { createResources } from './resource/index.ts';
import { createReadiness, createRest } from './rest/index.ts';
import { createSchedules, RUN_JOB } from './schedule/index.ts';
import { createCallers } from './server/index.ts';
import { createDocs, createOperations, createSoapDoor, isSoapTarget, PAGE_FILES } from './soap/index.ts';
import { settleLater } from './transfer/index.ts';
import { createSubscriptions, DELIVER_JOB, Receiver, tellSubscribers } from './webhook/index.ts';

interface AppParts {
  readonly config: Config;
  /** For requests. */
  readonly url: string;
  /** Past a transaction pooler: LISTEN and jobs. */
  readonly directUrl: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly startClock: StartClock;
}

interface App {
  /** Takes every request of the main port. */
  readonly listener: RequestListener;
  /** Takes every request of METRICS_PORT. */
  readonly metricsListener: RequestListener;
  /** Begins with jobs and the clock, if that is a role of this process. */
  work(): void;
  /**
   * Not ready any more; takes no more jobs and waits for those under way, about DRAIN_LIMIT at the latest.
   */
  leave(): Promise<void>;
  /** After the last request and job: writes what is in memory and closes the pools. */
  close(): Promise<void>;
}

/**
 * Puts the gateway together: rooms, doors and jobs. Opens pools, asks the database nothing, and listens to no port yet.
 * @throws {Error} when SMTP_URL is set and MAIL_FROM is not
 */
export function createApp({ config, url, directUrl, log, metrics, startClock }: AppParts): App {
  const mailOut = createMailOut(config); // first: it may refuse, before anything is open
  const httpOut = createHttpOut(config);
  const isWorker = config.TOLK_ROLE !== 'web';
  const isWeb = config.TOLK_ROLE !== 'worker';
  const { DATABASE_POOL: connections, DATABASE_PREPARE: prepare } = config;
  const sql = openStore({ url, connections, prepare });
  // Jobs have connections of their own: neither they nor requests can take all of the other's.
  const jobSql = openStore({
    url: directUrl, prepare, applicationName: 'tolk jobs',
    // A run has its own, one for what it reads beside its steps, and now and then one to look whether it is cancelled.
    connections: config.JOB_CONCURRENCY + 3 * config.RUN_CONCURRENCY + config.SUBSCRIPTION_CONCURRENCY + 1,
  });
  metrics.watchPool('requests', () => poolUse(sql));
  metrics.watchPool('jobs', () => poolUse(jobSql));
  metrics.watchQueue(() => jobState(jobSql, config.JOB_SILENCE));

  const events = new Events()
    .on('customer.deleting', holdPlacesOfCustomers)
    .on('customer.deleted', forgetCustomers)
    .on('customer.deleted', forgetCampaignMembers)
    .on('customer.deleted', forgetRowsOfCustomers)
    .on('run.ended', settleLater)
    .on('run.ended', goOnAfterRun)
    .on('run.ended', beginWithFile)
    .later('run.ended', RUN_NOTICE_JOB);
  tellSubscribers(events);
  letCampaignsHear(events);
  const subscriptions = createSubscriptions({ httpOut, log });
  const resources = createResources({ sources, log });
  const datamodel = createDatamodel();
  const schedules = createSchedules({ kinds: runKinds, log });
  const notices = createNotices({ wishes: notifyWishes, mailOut, log });
  const callers = createCallers(config);
  const listenUrl = config.DATABASE_LISTEN ? directUrl : undefined;
  const access = createAccess({ sql, listenUrl, settings: config, log });
  const probe = startProbe(url);
  const readiness = createReadiness({ checks: { database: probe.check }, limits: config, log });

  const scopeBy = (door: Door) => ({ brand, user }: Session) =>
    createScope({ sql, brand, actor: { name: user.name, door }, events, limits: config });
  const pageScopeOf = async (brandId: string) => {
    const actor = { name: 'public page', door: 'rest' } as const;
    return createScope({ sql, brand: await brandById(sql, brandId), actor, events, limits: config });
  };
  const operations = createOperations({ resources });
  const soap = createSoapDoor({
    operations, access,
    scopeOf: scopeBy('soap'),
    origin: callers.origin, clientAddress: callers.clientAddress, nextRequestId: requestIds(),
    log, metrics, limits: config,
  });
  const shared = { log, metrics, callers, readiness };
  const rest = createRest({
    ...shared, xmlFallback: isWeb ? soap : undefined,
    pages: isWeb ? { docs: createDocs(operations), files: PAGE_FILES } : undefined,
    api: isWeb
      ? {
          sql, access, scopeOf: scopeBy('rest'), webhookScopeOf: scopeBy('webhook'), pageScopeOf, limits: config,
          datamodel, schedules, subscriptions, receiver: new Receiver(datamodel),
          oauth: createOauth({ sql, limits: config }),
        }
      : undefined,
    metricsDoor: config.METRICS_TOKEN === undefined ? undefined : { token: config.METRICS_TOKEN },
  });

  const rooms = { resources, schedules, subscriptions, notices };
  const handlers = jobHandlers({ sql: jobSql, events, ...rooms, httpOut, config, log });
  let stopWork: () => Promise<void> = () => Promise.resolve();

  return {
    listener(request, response) {
      request.url = originForm(request.url ?? '/');
      (isWeb && isSoapTarget(request.url) ? soap : rest)(request, response);
    },

    metricsListener: createRest({ ...shared, metricsDoor: 'open' }),

    work() {
      if (!isWorker) return;
      const { jobRun: observe } = metrics;
      const { [RUN_JOB]: doRun, [DELIVER_JOB]: deliver, ...others } = handlers;
      const parts = { url: directUrl, log, observe };
      const workers = [
        startWorkers({ ...parts, handlers: others, limits: config }),
        // Runs may take hours: they take no place from the work of each minute.
        startWorkers({
          ...parts, handlers: { [RUN_JOB]: doRun }, limits: { ...config, JOB_CONCURRENCY: config.RUN_CONCURRENCY },
        }),
        // Subscribers may hang.
        startWorkers({
          ...parts, handlers: { [DELIVER_JOB]: deliver },
          limits: { ...config, JOB_CONCURRENCY: config.SUBSCRIPTION_CONCURRENCY },
        }),
      ];
      const clock = startClock({ tick: (minute) => tick(jobSql, minute), log });
      stopWork = async () => {
        await clock.stop();
        await Promise.all(workers.map((each) => each.stop()));
      };
    },

    async leave() {
      readiness.turnOff('the process ends');
      await stopWork();
    },

    async close() {
      await access.stop();
      await Promise.all([sql.destroy(), jobSql.destroy(), probe.stop(), httpOut.close()]);
    },
  };
}

/**
 * Path and query of a request target; a client that takes us for a proxy sends the whole address (RFC 9112
 * 3.2.2).
 */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target)?.[1];
  return path === undefined ? target : path.startsWith('/') ? path : `/${path}`;
}
