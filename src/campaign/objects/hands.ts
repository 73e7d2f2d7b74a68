import type { Json } from '../../exact-json.ts';
import type { Config } from '../../config.ts';
import type { Scope } from '../../db/index.ts';
import type { HttpOut } from '../../http-out/index.ts';
import type { Due, Outcome, Step } from './act.ts';

/** What leaves the house in one piece, for some members of a step; kept before it leaves. */
export interface Parcel {
  readonly members: readonly Due[];
  /** All that is handed over, secrets by name only: a repeat is the same to the byte. */
  readonly payload: Json;
  /** Milliseconds that handing it over takes at most. */
  readonly time: number;
}

export interface Prepared {
  readonly parcels: readonly Parcel[];
  /** Of members that are in no parcel. */
  readonly outcome?: Outcome;
}

/** What a parcel is handed over with. */
export interface Handover {
  /** The same at each repeat, for a receiver that can tell repeats: Idempotency-Key. */
  readonly key: string;
  readonly signal: AbortSignal;
  readonly httpOut: HttpOut;
  readonly limits: Config;
  /** For what is looked up at that moment and kept nowhere else: secrets, keys. */
  readonly scope: Scope;
}

export interface Handed {
  /** Given to `settle`. */
  readonly result: Json;
  /** Why another try may end better; undefined: it is over. */
  readonly again?: string | undefined;
}

/**
 * An act that leaves the house, in three parts: what is handed over is made and kept in the step's transaction, handed
 * over outside of any, and what became of it is carried out in a transaction again. A process may end anywhere between
 * them; then the same parcel is handed over again under the same key.
 */
export interface Hands<Settings> {
  /** Members of a step, at most. */
  readonly most: number;
  /** Tries after one that failed. */
  readonly retries: (settings: Settings) => number;
  readonly prepare: (step: Step<Settings>) => Promise<Prepared> | Prepared;
  /** Hands a parcel over. What it throws is a fault of ours, and tried again. */
  readonly send: (payload: Json, handover: Handover) => Promise<Handed>;
  /** Members who have left the campaign meanwhile are not in the step. */
  readonly settle: (step: Step<Settings>, result: Json) => Promise<Outcome> | Outcome;
}
