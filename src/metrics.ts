/**
 * What the process counts, for Prometheus. One registry per gateway, so that two in one process (tests) do
 * not mix. Label values come from closed lists (operation names of the contract, outcomes), never from a
 * request.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * Seconds. A look-up takes a millisecond or two, a full page some tens, a held poll 250 ms, a bulk insert
 * seconds.
 */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** ok: answered; refused: a business fault; protocol: no valid call; failed: our fault or the database's. */
export type Outcome = 'ok' | 'refused' | 'protocol' | 'failed';

export interface PoolUse {
  readonly used: number;
  readonly free: number;
  readonly waiting: number;
}

interface QueueState {
  /** Instances that do jobs. */
  readonly workers: number;
  /** Jobs that wait for a worker. */
  readonly due: number;
  /** Seconds since the oldest of them was due. */
  readonly oldestDue: number;
  /** Jobs that failed for good. */
  readonly dead: number;
}

/**
 * A scrape does not wait longer for the database, in milliseconds; Prometheus itself gives up after ten
 * seconds.
 */
const SCRAPE_LIMIT = 2000;

export interface Metrics {
  readonly registry: Registry;
  /**
   * Counts one SOAP call.
   * @param operation a name of the contract, or 'none' when the call named no known one
   */
  soapCall(operation: string, outcome: Outcome, milliseconds: number): void;
  /** Counts one request to a door other than SOAP. @param route the pattern of the route, or 'none' */
  restCall(route: string, status: number, milliseconds: number): void;
  /** Counts one attempt of a job. */
  jobRun(name: string, outcome: 'done' | 'failed' | 'dead' | 'aborted', milliseconds: number): void;
  /** Asks for the use of a connection pool at each scrape. */
  watchPool(name: string, use: () => PoolUse): void;
  /** Asks how the queue stands at each scrape; without an answer in time the last one is shown. */
  watchQueue(state: () => Promise<QueueState>): void;
}

/** Counters of one process, in a registry of their own: tests have several side by side. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const soapCalls = new Counter({
    name: 'tolk_soap_requests_total', help: 'SOAP calls by operation and outcome', registers,
    labelNames: ['operation', 'outcome'],
  });
  const soapSeconds = new Histogram({
    name: 'tolk_soap_request_duration_seconds', help: 'Time from the head of a SOAP call to its answer', registers,
    labelNames: ['operation'], buckets: BUCKETS,
  });
  const restSeconds = new Histogram({
    name: 'tolk_http_request_duration_seconds', help: 'Time of requests to the other doors', registers,
    labelNames: ['route', 'status'], buckets: BUCKETS,
  });
  const jobSeconds = new Histogram({
    name: 'tolk_job_duration_seconds', help: 'Time of one attempt of a job', registers,
    labelNames: ['job', 'outcome'], buckets: [...BUCKETS, 60, 600],
  });
  const pools = new Map<string, () => PoolUse>();
  new Gauge({
    name: 'tolk_pool_connections', help: 'Connections of a pool: used, free, and requests waiting for one', registers,
    labelNames: ['pool', 'state'],
    collect() {
      for (const [pool, use] of pools) {
        for (const [state, value] of Object.entries(use())) this.set({ pool, state }, value as number);
      }
    },
  });

  return {
    registry,
    soapCall(operation, outcome, milliseconds) {
      soapCalls.inc({ operation, outcome });
      soapSeconds.observe({ operation }, milliseconds / 1000);
    },
    restCall: (route, status, milliseconds) => restSeconds.observe({ route, status }, milliseconds / 1000),
    jobRun: (job, outcome, milliseconds) => jobSeconds.observe({ job, outcome }, milliseconds / 1000),
    watchPool: (name, use) => void pools.set(name, use),
    watchQueue(state) {
      // All gauges of a scrape share one question.
      let asked: Promise<QueueState | undefined> | undefined;
      const ask = () => asked ??= inTime(state()).finally(() => { asked = undefined; });
      const gauge = (name: string, help: string, value: (found: QueueState) => number) => new Gauge({
        name, help, registers,
        async collect() {
          const found = await ask();
          if (found !== undefined) this.set(value(found));
        },
      });
      gauge('tolk_workers', 'Instances that do jobs', ({ workers }) => workers);
      gauge('tolk_jobs_due', 'Jobs that wait for a worker', ({ due }) => due);
      gauge('tolk_jobs_oldest_due_seconds', 'Time for which the oldest of them waits', ({ oldestDue }) => oldestDue);
      gauge('tolk_jobs_dead', 'Jobs that failed for good and are kept', ({ dead }) => dead);
    },
  };
}

/** Nothing when the database is away or slow: readiness tells that, and a scrape must still answer. */
async function inTime<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return Promise.race([work.catch(() => undefined), sleep(SCRAPE_LIMIT, undefined, { ref: false })]);
}
