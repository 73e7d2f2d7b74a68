/** How often one limit's time is looked at, at least: a call may be late by this part of the limit. */
const LOOKS = 8;
/** Milliseconds between two looks, at most. */
const INTERVAL = 1000;

/**
 * Ends what takes longer than a time limit. One timer looks after all; a timer for each call is made and
 * taken away for nothing nearly always, and costs more than reading its envelope (measured).
 */
export class Deadlines {
  readonly #limit: number;
  readonly #clock: () => number;
  /** What to call when it is too late, and when that is; the oldest first. */
  readonly #watched = new Map<() => void, number>();
  #isLooking = false;

  /**
   * @param limit milliseconds
   * @param clock milliseconds that never go back
   */
  constructor(limit: number, clock: () => number) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Calls `late` once when the limit has passed, if it is not forgotten before. */
  watch(late: () => void): void {
    this.#watched.set(late, this.#clock() + this.#limit);
    if (!this.#isLooking) this.#lookLater();
  }

  forget(late: () => void): void {
    this.#watched.delete(late);
  }

  #lookLater(): void {
    this.#isLooking = true;
    setTimeout(() => this.#look(), Math.min(INTERVAL, Math.ceil(this.#limit / LOOKS))).unref();
  }

  #look(): void {
    this.#isLooking = false;
    const now = this.#clock();
    for (const [late, at] of this.#watched) {
      if (at > now) break;
      this.#watched.delete(late);
      late();
    }
    if (this.#watched.size > 0) this.#lookLater();
  }
}
