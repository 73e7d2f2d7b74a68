import type { Door, Scope, TxScope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';

/**
 * queued: waits for a worker, or for its next try; failed: refused, and would be again; dead: given up after its last
 * try; cancelled: finished steps stay.
 */
export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'dead', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A file that a run reads or writes. */
export interface RunFile {
  /** What it is to the run: output, input, errors, archive. */
  readonly role: string;
  /** Name of the location. */
  readonly location: string;
  readonly name: string;
  readonly bytes?: number;
}

export type Counters = Readonly<Record<string, number>>;

/** What a finished step tells; what is left out stays as it was. All of it is stored in the step's transaction. */
export interface StepNews {
  /** Where a next attempt goes on. */
  readonly cursor?: Json;
  /** Added to those so far. */
  readonly counters?: Counters;
  /** Part of the whole that is done, 0 to 1. */
  readonly progress?: number;
  /** All files of the run, in the place of those so far. */
  readonly files?: readonly RunFile[];
}

/** One attempt at a run, as the kind that does the work gets it. */
export interface RunInHand {
  /** Acts in the name of who started the run. */
  readonly scope: Scope;
  readonly id: string;
  readonly subjectId: string | null;
  readonly name: string;
  readonly input: Json;
  /** The slot of its schedule. */
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  /** 1 for the first. */
  readonly attempt: number;
  /** As the last committed step left it; null before the first. */
  readonly cursor: Json | null;
  readonly counters: Counters;
  readonly files: readonly RunFile[];
  /** Fires when the run is cancelled, or is another attempt's by now: then the act ends by throwing, soon. */
  readonly signal: AbortSignal;
  /**
   * One batch of the work: a transaction that commits only while this attempt is the newest, and in which what is told
   * of the result is stored. So a killed run goes on behind its last step, and counts each step once. Keep it short:
   * whoever cancels waits for the end of the step. The work is done again when it meets a deadlock.
   * @throws {RunCancelled} somebody wants the run to stop; let it pass
   * @throws {AttemptLost} another attempt has taken over; let it pass
   * @throws the signal's reason
   */
  step<Result>(
    work: (tx: TxScope) => Promise<Result>, told?: (result: Result) => StepNews,
  ): Promise<Result>;
}

/** What runs of a kind work on, for kinds that can be put on a schedule. */
export interface Subjects {
  /** @throws {TolkError} of the kind, when there is none */
  find(scope: Scope, idOrName: string): Promise<{ readonly id: string; readonly name: string }>;
  /** Id -> name; those that are gone are left out. */
  names(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What runs of one kind do; registered by name in app/run-kinds.ts. */
export interface RunKind {
  /**
   * Does the work, or what is left of it (`cursor`); returning is success. What it throws decides: a refusal of the
   * table of errors with an HTTP status of 4xx ends the run as failed, as it would be refused again; any other error is
   * tried again after a while.
   */
  readonly act: (run: RunInHand) => Promise<void>;
  /** Tries after one that failed; default RUN_RETRIES. */
  readonly retries?: number;
  /** The door of what its runs write, in the name of who started them; default job. */
  readonly door?: Door;
  /** The queue of a run that a schedule starts, as in RunWish. */
  readonly queue?: (subjectId: string) => string;
  readonly subjects?: Subjects;
}

/** By kind. */
export type RunKinds = Readonly<Record<string, RunKind>>;

/** The run is to stop; its finished steps stay. */
export class RunCancelled extends Error {
  constructor() {
    super('The run was cancelled');
    this.name = 'RunCancelled';
  }
}
