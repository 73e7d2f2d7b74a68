import { runTaskList, type WorkerPool } from 'graphile-worker';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { openConnections, type Connections } from './connections.ts';
import { beat, giveBack, giveUpSilent, leave, register, renewLocks, type LostJob } from './heartbeat.ts';
import { libraryOptions } from './library.ts';
import { Running, type JobHandlers, type Observe } from './running.ts';

export type WorkerLimits = Pick<Config,
  | 'JOB_CONCURRENCY' | 'JOB_POLL' | 'JOB_HEARTBEAT' | 'JOB_STALE' | 'JOB_SILENCE' | 'JOB_ABORT_GRACE'
  | 'DRAIN_LIMIT' | 'DATABASE_LISTEN' | 'DATABASE_PREPARE'>;

export interface WorkerParts {
  /** Leads to the server itself, not through a transaction pooler (DATABASE_DIRECT_URL). */
  readonly url: string;
  readonly handlers: JobHandlers;
  readonly log: Log;
  readonly limits: WorkerLimits;
  readonly observe: Observe;
}

/**
 * One worker pool of the library, from its first connection to its last job. It ends when told to, and by itself when
 * a connection is lost at a bad moment or the heartbeat is; then another takes its place. Each has its own connections
 * and its own name in the heartbeat table, so that an old one may finish a long job while the next takes new ones.
 */
export class Shift {
  /** Resolves when it takes no more jobs. */
  readonly draining: Promise<void>;
  /** Resolves, never rejects, when its last job has ended and its connections are closed. */
  readonly ended: Promise<void>;

  readonly #parts: WorkerParts;
  readonly #connections: Connections;
  readonly #running: Running;
  readonly #pool: WorkerPool;
  readonly #cutOff: string[] = [];
  #registered: Promise<void> | undefined;
  #beatAt = performance.now();
  #isDraining = false;
  #hasWorked = false;
  #isLost = false;
  #beatTimer: NodeJS.Timeout | undefined;
  #staleTimer: NodeJS.Timeout | undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    const { url, handlers, log, limits, observe } = parts;
    // One connection to LISTEN, one for heartbeats; the rest for taking and ending jobs.
    const most = limits.JOB_CONCURRENCY + 2;
    this.#connections = openConnections({ url, log, most, listen: limits.DATABASE_LISTEN });
    this.#running = new Running({ handlers, log, observe, holds: () => this.#age() < limits.JOB_STALE });
    const options = libraryOptions({
      pgPool: this.#connections.pool, log, limits, beforeFirst: (poolId) => this.#register(poolId),
    });
    const { events } = options;
    const draining = Promise.withResolvers<void>();
    this.draining = draining.promise;
    events.on('pool:gracefulShutdown', () => {
      this.#isDraining = true;
      draining.resolve();
    });
    for (const sign of ['worker:getJob:empty', 'job:start'] as const) events.on(sign, () => { this.#hasWorked = true; });
    // The library keeps a failed first look for ever; later ones it gets over by itself.
    events.on('worker:getJob:error', () => this.#hasWorked || this.#stopSoon());
    this.#armStale();
    this.#pool = runTaskList(options, this.#running.tasks(), this.#connections.pool);
    this.ended = this.#pool.promise
      .catch((err: unknown) => log.debug({ err }, 'a worker pool ended with an error'))
      .then(() => this.#end());
  }

  /** Whether it ever got an answer to a look for jobs. */
  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  /** Takes no more jobs; those under way go on. */
  stop(): void {
    if (this.#isDraining) return;
    void this.#pool.gracefulShutdown(); // how it went is told by the pool's own promise
  }

  /** Fires the signal of every job under way, because the process ends: they begin again elsewhere at once. */
  cutOff(reason: string): void {
    this.#cutOff.push(...this.#running.ids);
    this.#running.abort(reason);
  }

  /** Lets go of everything now: for handlers that do not heed their signal at the end of the process. */
  async abandon(): Promise<void> {
    await this.#leave();
    await this.#connections.cut();
  }

  /** Each worker of the pool asks for it; the first does it. */
  #register(poolId: string): Promise<void> {
    return this.#registered ??= this.#firstBeat(poolId);
  }

  async #firstBeat(poolId: string): Promise<void> {
    const asked = performance.now();
    await register(this.#connections.ask, poolId);
    this.#alive(asked);
    this.#beatLater();
  }

  #beatLater(): void {
    this.#beatTimer = setTimeout(() => void this.#beat(), this.#parts.limits.JOB_HEARTBEAT);
  }

  async #beat(): Promise<void> {
    const { ask, transaction } = this.#connections;
    try {
      const asked = performance.now();
      if (!await beat(ask, this.#pool.id)) return this.#lose('Others have given this worker up');
      this.#alive(asked);
      await renewLocks(ask, this.#pool.id, this.#running.ids);
      const { pools, dead } = await transaction((inside) => giveUpSilent(inside, this.#parts.limits.JOB_SILENCE));
      this.#tellDead(dead);
      if (pools > 0) {
        this.#parts.log.warn({ pools }, 'workers were silent too long; their jobs are free again');
        if (!this.#isDraining) this.#pool.nudge(this.#parts.limits.JOB_CONCURRENCY);
      }
    } catch (err) {
      this.#parts.log.debug({ err }, 'a heartbeat failed');
    }
    this.#beatLater();
  }

  #age(): number {
    return performance.now() - this.#beatAt;
  }

  /** @param asked when the beat was sent: it cannot have been written earlier */
  #alive(asked: number): void {
    this.#beatAt = asked;
    this.#armStale();
  }

  #armStale(): void {
    clearTimeout(this.#staleTimer);
    const left = Math.max(0, this.#parts.limits.JOB_STALE - this.#age());
    this.#staleTimer = setTimeout(() => {
      this.#lose('The heartbeat is too old', this.#connections.cut());
    }, left);
  }

  /** @param cut the pool is told to stop when that is done */
  #lose(reason: string, cut: Promise<void> = Promise.resolve()): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#parts.log.warn({ jobs: this.#running.ids.length }, `${reason}: its jobs are aborted`);
    this.#running.abort(reason);
    void cut.then(() => this.#stopSoon());
  }

  /** In the next turn: a worker that is told to stop while its look for a job fails would end in an error. */
  #stopSoon(): void {
    setImmediate(() => this.stop());
  }

  #tellDead(dead: readonly LostJob[]): void {
    for (const { id, name } of dead) {
      this.#parts.log.error({ job: name, jobId: id }, 'job is dead: its worker died in the last attempt');
      this.#parts.observe(name, 'dead', 0);
    }
  }

  async #end(): Promise<void> {
    this.#running.abort('The worker pool ended');
    await this.#running.ended();
    clearTimeout(this.#staleTimer);
    clearTimeout(this.#beatTimer);
    await this.#leave();
    await this.#connections.close();
  }

  /** Jobs whose end could not be written are free again at once; when the database is away, others see to it. */
  async #leave(): Promise<void> {
    try {
      this.#tellDead(await this.#connections.transaction((ask) => leave(ask, this.#pool.id)));
      await giveBack(this.#connections.ask, this.#cutOff);
    } catch (err) {
      this.#parts.log.debug({ err }, 'a worker pool could not take leave');
    }
  }
}
