import type { TaskList } from 'graphile-worker';
import type { Log } from '../log.ts';

/** What a handler gets. It must end by throwing soon after the signal fires: its job is then no longer its own. */
export interface Job {
  readonly name: string;
  readonly payload: unknown;
  readonly signal: AbortSignal;
  /** 1 for the first. For fencing use beginAttempt: this number starts again when a job key is enqueued again. */
  readonly attempt: number;
}

export type JobHandler = (job: Job) => Promise<void>;
/** By job name. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** done; failed: will be tried again; dead: failed for good; aborted: cut off, goes on elsewhere or later. */
export type JobOutcome = 'done' | 'failed' | 'dead' | 'aborted';
/** Told at the end of every attempt, for the metrics. */
export type Observe = (name: string, outcome: JobOutcome, milliseconds: number) => void;

const REASON_LENGTH = 1_000;

interface RunningParts {
  readonly handlers: JobHandlers;
  readonly log: Log;
  readonly observe: Observe;
  /** Whether a job that has just ended may still be called ours. */
  readonly holds: () => boolean;
}

interface Started {
  readonly id: string;
  readonly control: AbortController;
  readonly end: Promise<void>;
}

/** The jobs that one worker pool runs now. */
export class Running {
  readonly #parts: RunningParts;
  /** Not by id: a job that was taken away may come back to the same pool while its old attempt still runs. */
  readonly #started = new Set<Started>();
  #aborted: { readonly reason: Error; readonly ids: string[] } | undefined;

  constructor(parts: RunningParts) {
    this.#parts = parts;
  }

  /** The handlers as the library calls them. */
  tasks(): TaskList {
    return Object.fromEntries(Object.entries(this.#parts.handlers).map(([name, handler]) => [
      name,
      (payload: unknown, { job: { id, attempts, max_attempts: most } }) =>
        this.#start(id, handler, { name, payload, attempt: attempts }, attempts >= most),
    ])) satisfies TaskList;
  }

  get ids(): string[] {
    return [...this.#started].map(({ id }) => id);
  }

  /** Fires the signals of all that run; a job that comes in late does not begin. @returns ids of jobs so ended, live */
  abort(reason: string): readonly string[] {
    this.#aborted ??= { reason: new Error(reason), ids: this.ids };
    for (const { control } of this.#started) control.abort(this.#aborted.reason);
    return this.#aborted.ids;
  }

  async ended(): Promise<void> {
    await Promise.allSettled([...this.#started].map(({ end }) => end));
  }

  async #start(id: string, handler: JobHandler, job: Omit<Job, 'signal'>, isLast: boolean): Promise<void> {
    if (this.#aborted !== undefined) {
      this.#aborted.ids.push(id);
      throw this.#aborted.reason;
    }
    const control = new AbortController();
    const end = this.#run(id, handler, { ...job, signal: control.signal }, isLast);
    const started: Started = { id, control, end };
    this.#started.add(started);
    try {
      await end;
    } finally {
      this.#started.delete(started);
    }
  }

  async #run(id: string, handler: JobHandler, job: Job, isLast: boolean): Promise<void> {
    const begun = performance.now();
    const told = { job: job.name, jobId: id, attempt: job.attempt };
    try {
      await handler(job);
      // The library takes a job that ends well out of the queue, without asking whose it is by now.
      job.signal.throwIfAborted();
      if (!this.#parts.holds()) throw new Error('The heartbeat is too old: the job may be another\'s');
      this.#tell(job.name, 'done', begun, (ms) => this.#parts.log[levelOf(job.name)]({ ...told, ms }, 'job done'));
    } catch (err) {
      const { log } = this.#parts;
      const lines = {
        aborted: (ms: number) => log.warn({ ...told, ms, err }, 'job aborted'),
        dead: (ms: number) => log.error({ ...told, ms, err }, 'job is dead'),
        failed: (ms: number) => log.warn({ ...told, ms, err }, 'job failed, will be tried again'),
      };
      const outcome = job.signal.aborted ? 'aborted' : isLast ? 'dead' : 'failed';
      this.#tell(job.name, outcome, begun, lines[outcome]);
      throw new Error(reasonOf(err));
    }
  }

  #tell(name: string, outcome: JobOutcome, begun: number, write: (milliseconds: number) => void): void {
    const milliseconds = Math.round(performance.now() - begun);
    write(milliseconds);
    this.#parts.observe(name, outcome, milliseconds);
  }
}

/** What the queue keeps of an error: text that its JSON can hold, not more than a person reads. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, REASON_LENGTH).toWellFormed().replaceAll('\u0000', '\ufffd');
}

/** Upkeep runs every minute for every brand: at info it would be most of the log. */
function levelOf(name: string): 'debug' | 'info' {
  return name.startsWith('maintenance.') ? 'debug' : 'info';
}
