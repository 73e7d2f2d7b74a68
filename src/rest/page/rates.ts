import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';

type Limits = Pick<Config, 'PAGE_CALLS' | 'PAGE_CALLS_EACH' | 'PAGE_CALLERS' | 'PAGE_WINDOW'>;

/** Calls per caller and per address, in windows of PAGE_WINDOW, in this process. */
export class Rates {
  readonly #limits: Limits;
  readonly #clock: () => number;
  #counts = new Map<string, number>();
  #until = 0;

  /** @param clock milliseconds that never go back */
  constructor(limits: Limits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Counts a call; refused ones count for nobody else. @throws {TolkError} PAGE_BUSY with `seconds` */
  take(caller: string, address: string): void {
    const { PAGE_CALLS, PAGE_CALLS_EACH, PAGE_CALLERS, PAGE_WINDOW } = this.#limits;
    const now = this.#clock();
    // Who invents callers or addresses makes all of them begin anew: memory stays small.
    if (now >= this.#until || this.#counts.size >= PAGE_CALLERS) {
      this.#counts = new Map();
      this.#until = now + PAGE_WINDOW;
    }
    const isOver = this.#add(`by ${caller}`) > PAGE_CALLS_EACH || this.#add(`of ${address}`) > PAGE_CALLS;
    if (isOver) throw failure('PAGE_BUSY', { seconds: String(Math.ceil((this.#until - now) / 1000)) });
  }

  #add(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}
