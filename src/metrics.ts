/**
 * What the process counts, for Prometheus. One registry per gateway, so that two in one process (tests) do
 * not mix. Label values come from closed lists (operation names of the contract, outcomes), never from a
 * request.
 */
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
  /** Asks for a number at each scrape; a rejected promise leaves the last one. */
  watch(name: string, help: string, value: () => number | Promise<number>): void;
}

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
    watch(name, help, value) {
      new Gauge({
        name, help, registers,
        async collect() {
          try {
            this.set(await value());
          } catch {
            // the database is away: readiness says so; a scrape must still answer
          }
        },
      });
    },
  };
}
