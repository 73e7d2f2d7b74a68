import { failure } from '../../errors.ts';

export interface AdmissionLimits {
  /** Calls worked on at once. */
  readonly SOAP_ACTIVE: number;
  /** Calls that wait for their turn. */
  readonly SOAP_WAITING: number;
  /** Bytes held by all calls. */
  readonly SOAP_MEMORY: number;
}

/**
 * What keeps a flood of calls from filling the memory: calls are worked on some at a time, first come first
 * served; more than a number of waiting ones, or of bytes in all, are refused at once (OVERLOADED), which
 * costs nothing and lets the others end.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** Calls in the order of their coming; each value starts one. */
  readonly #waiting = new Set<() => void>();
  #active = 0;
  #held = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** A place for one call, from the head of its request on. @throws OVERLOADED */
  enter(): Place {
    if (this.#waiting.size >= this.#limits.SOAP_WAITING && this.#active >= this.#limits.SOAP_ACTIVE) throw overloaded();
    return new Place(this);
  }

  hold(bytes: number): void {
    if (this.#held + bytes > this.#limits.SOAP_MEMORY) throw overloaded();
    this.keep(bytes);
  }

  keep(bytes: number): void {
    this.#held += bytes;
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }

  /** The beginning of a call's work: undefined when it may begin now. */
  start(): Promise<void> | undefined {
    if (this.#active < this.#limits.SOAP_ACTIVE) {
      this.#active++;
      return undefined;
    }
    if (this.#waiting.size >= this.#limits.SOAP_WAITING) throw overloaded();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** The place of a call that ends goes to the next one that waits. */
  end(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#active--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

/** The part of an {@link Admission} that one call takes up. */
export class Place {
  readonly #admission: Admission;
  #held = 0;
  /** Where it is worked on; undefined: it waits, or rests. */
  #at: Admission | undefined;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /** Counts bytes that the call holds until it leaves. @throws OVERLOADED */
  hold(bytes: number): void {
    this.#admission.hold(bytes);
    this.#held += bytes;
  }

  /** Counts bytes of an answer, which is never refused: the work is done. */
  keep(bytes: number): void {
    this.#admission.keep(bytes);
    this.#held += bytes;
  }

  /**
   * The call's turn to be worked on: undefined when it is now, else a promise of it.
   * @param at where it is, when not among the calls that it came in with
   * @throws OVERLOADED
   */
  turn(at: Admission = this.#admission): Promise<void> | undefined {
    const wait = at.start();
    if (wait === undefined) this.#at = at;
    return wait?.then(() => {
      this.#at = at;
    });
  }

  /** The work is done; others may begin, while the answer is on its way. */
  rest(): void {
    const at = this.#at;
    this.#at = undefined;
    at?.end();
  }

  leave(): void {
    this.rest();
    this.#admission.release(this.#held);
    this.#held = 0;
  }
}

function overloaded(): Error {
  return failure('OVERLOADED', {});
}
