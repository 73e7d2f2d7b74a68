import { runTaskList, type WorkerPool } from 'graphile-worker';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { openConnections, type Connections } from './connections.ts';
import {
  beat, freeOrphans, giveBack, giveUpSilent, leave, register, renewLocks, type LostJob,
} from './heartbeat.ts';
import { libraryOptions } from './library.ts';
import { patientPool, persistent, type Persist } from './patience.ts';
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
 * One worker pool of the library, from its first connection to its last job. It ends when told to, and when its
 * heartbeat failed for too long; then another takes its place. Each has its own connections and its own name in the
 * heartbeat table, so that an old one may come to its end beside the next.
 */
export class Shift {
  /** Resolves when it takes no more jobs. */
  readonly draining: Promise<void>;
  /** Resolves, never rejects, when its last job has ended and its connections are closed. */
  readonly ended: Promise<void>;

  readonly #parts: WorkerParts;
  readonly #connections: Connections;
  readonly #persist: Persist;
  readonly #running: Running;
  readonly #pool: WorkerPool;
  #registered: Promise<void> | undefined;
  #cutOff: readonly string[] = [];
  #isDraining = false;
  #isLost = false;
  #hasEnded = false;
  #beatAt = -Infinity;
  #failedAt: number | undefined;
  #beatTimer: NodeJS.Timeout | undefined;
  #staleTimer: NodeJS.Timeout | undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    const { url, handlers, log, limits, observe } = parts;
    // One connection to LISTEN, one for heartbeats; the rest for taking and ending jobs.
    this.#connections = openConnections({ url, log, most: limits.JOB_CONCURRENCY + 2 });
    this.#persist = persistent({
      pause: limits.JOB_POLL, isEnding: () => this.#isDraining, onFailure: (error) => this.#failed(error),
    });
    this.#running = new Running({ handlers, log, observe, holds: () => this.#age() < limits.JOB_STALE });
    const pgPool = patientPool(this.#connections, this.#persist, limits.DATABASE_LISTEN);
    const options = libraryOptions({ pgPool, log, limits, beforeFirst: (poolId) => this.#register(poolId) });
    const draining = Promise.withResolvers<void>();
    this.draining = draining.promise;
    options.events.on('pool:gracefulShutdown', () => {
      this.#isDraining = true;
      draining.resolve();
    });
    this.#pool = runTaskList(options, this.#running.tasks(), pgPool);
    this.ended = this.#pool.promise
      .catch((err: unknown) => log.warn({ err }, 'a worker pool ended with an error'))
      .then(() => this.#end());
  }

  /** Takes no more jobs; those under way go on. */
  stop(): void {
    if (!this.#isDraining) void this.#pool.gracefulShutdown(); // how it went is told by the pool's own promise
  }

  /** Fires the signal of every job under way, because the process ends: they begin again elsewhere at once. */
  cutOff(reason: string): void {
    if (!this.#isLost) this.#cutOff = this.#running.abort(reason);
  }

  /** Lets go of everything now: for handlers that do not heed their signal at the end of the process. */
  async abandon(): Promise<void> {
    await this.#leave();
    this.#connections.cut();
  }

  /** Each worker of the pool asks for it; the first does it. */
  #register(poolId: string): Promise<void> {
    return this.#registered ??= this.#firstBeat(poolId);
  }

  async #firstBeat(poolId: string): Promise<void> {
    await this.#persist(async () => {
      const asked = performance.now();
      await register(this.#connections.ask, poolId);
      this.#alive(asked);
    });
    this.#beatLater();
  }

  #beatLater(): void {
    if (!this.#hasEnded) this.#beatTimer = setTimeout(() => void this.#beat(), this.#parts.limits.JOB_HEARTBEAT);
  }

  async #beat(): Promise<void> {
    const { ask } = this.#connections;
    try {
      const asked = performance.now();
      if (await beat(ask, this.#pool.id)) this.#alive(asked);
      else this.#lose('Others have given this worker up');
      await renewLocks(ask, this.#pool.id, this.#running.ids);
      await this.#freeOrphans();
      await this.#watchOthers();
    } catch (error) {
      this.#failed(error);
    }
    this.#beatLater();
  }

  async #watchOthers(): Promise<void> {
    const { log, limits } = this.#parts;
    const { pools, dead } = await this.#connections.transaction((ask) => giveUpSilent(ask, limits.JOB_SILENCE));
    this.#tellDead(dead);
    if (pools === 0) return;
    log.warn({ pools }, 'workers were silent too long; their jobs are free again');
    if (!this.#isDraining) this.#pool.nudge(limits.JOB_CONCURRENCY);
  }

  /** A failed look for a job may have locked one whose name never arrived here. All is settled two beats later. */
  async #freeOrphans(): Promise<void> {
    const age = 2 * this.#parts.limits.JOB_HEARTBEAT;
    if (this.#failedAt === undefined || performance.now() - this.#failedAt < age) return;
    this.#failedAt = undefined;
    await freeOrphans(this.#connections.ask, this.#pool.id, { running: this.#running.ids, age });
  }

  #failed(err: unknown): void {
    // Once per time of trouble: the database away for an hour is not thousands of lines.
    const isNews = this.#failedAt === undefined;
    this.#failedAt = performance.now();
    this.#parts.log[isNews ? 'warn' : 'debug']({ err }, 'workers cannot ask the database; they try again');
  }

  #age(): number {
    return performance.now() - this.#beatAt;
  }

  /** @param asked when the beat was sent: it cannot have been written earlier */
  #alive(asked: number): void {
    this.#beatAt = asked;
    clearTimeout(this.#staleTimer);
    const left = Math.max(0, this.#parts.limits.JOB_STALE - this.#age());
    this.#staleTimer = setTimeout(() => this.#lose('The heartbeat is too old'), left);
  }

  /** Its jobs may be others' soon: they are aborted, hanging connections are cut, and the next shift begins. */
  #lose(reason: string): void {
    if (this.#isLost || this.#hasEnded) return;
    this.#isLost = true;
    this.#parts.log.warn({ jobs: this.#running.ids.length }, `${reason}: its jobs are aborted`);
    this.#running.abort(reason);
    this.stop();
    this.#connections.cut();
  }

  #tellDead(dead: readonly LostJob[]): void {
    for (const { id, name } of dead) {
      this.#parts.log.error({ job: name, jobId: id }, 'job is dead: its worker died in the last attempt');
      this.#parts.observe(name, 'dead', 0);
    }
  }

  async #end(): Promise<void> {
    await this.#running.ended();
    this.#hasEnded = true;
    clearTimeout(this.#staleTimer);
    clearTimeout(this.#beatTimer);
    await this.#leave();
    await this.#connections.close();
  }

  /** Jobs whose end could not be written are free again at once; when the database is away, others see to it. */
  async #leave(): Promise<void> {
    const { transaction, ask } = this.#connections;
    const dead = await this.#persist(() => transaction((inside) => leave(inside, this.#pool.id)));
    this.#tellDead(dead ?? []);
    await this.#persist(() => giveBack(ask, this.#cutOff));
  }
}
