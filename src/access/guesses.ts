/**
 * Wrong tokens, counted per address (IPv6: per /64), so that guessing costs no database. While an address is
 * at its limit, tokens that nobody has seen yet are refused from memory until the oldest of its wrong ones is
 * out of the window.
 */
import { neighbourhood } from './network.ts';

export interface GuessLimits {
  /** Wrong tokens of one address within the window that are looked up. */
  readonly GUESS_LIMIT: number;
  /** Milliseconds. */
  readonly GUESS_WINDOW: number;
  /** Addresses remembered; the one heard longest ago is forgotten first. */
  readonly GUESS_ADDRESSES: number;
}

interface Suspect {
  /** Times of its wrong tokens, oldest first, at most GUESS_LIMIT. */
  wrong: number[];
  /** Look-ups under way, any of which may turn out wrong. */
  pending: number;
  /** Who waits for one of those to end. */
  waiting: (() => void)[];
}

export class Guesses {
  readonly #limits: GuessLimits;
  readonly #clock: () => number;
  readonly #suspects = new Map<string, Suspect>();

  /** @param clock milliseconds that never go back */
  constructor(limits: GuessLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Runs the look-up of a token that is not known yet, unless the address is at its limit. A burst is let in
   * only as far as all of it could be wrong; the rest waits for how that went.
   * @param lookUp undefined says that the token is wrong; a throw says nothing about it
   * @returns what was found, undefined when nothing was or nobody looked
   */
  async attempt<Found>(
    address: string, lookUp: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const suspect = this.#suspect(neighbourhood(address));
    while (this.#room(suspect) <= 0) {
      if (suspect.pending === 0) return undefined;
      await new Promise<void>((resolve) => suspect.waiting.push(resolve));
    }
    suspect.pending++;
    try {
      const found = await lookUp();
      if (found === undefined) suspect.wrong.push(this.#clock());
      return found;
    } finally {
      suspect.pending--;
      for (const wake of suspect.waiting.splice(0)) wake();
    }
  }

  /** How many more look-ups may start now. */
  #room(suspect: Suspect): number {
    const since = this.#clock() - this.#limits.GUESS_WINDOW;
    suspect.wrong = suspect.wrong.filter((time) => time > since);
    return this.#limits.GUESS_LIMIT - suspect.wrong.length - suspect.pending;
  }

  #suspect(key: string): Suspect {
    const suspect = this.#suspects.get(key) ?? { wrong: [], pending: 0, waiting: [] };
    this.#suspects.delete(key); // to the end: heard last
    this.#suspects.set(key, suspect);
    if (this.#suspects.size > this.#limits.GUESS_ADDRESSES) {
      const [oldest] = this.#suspects.keys();
      this.#suspects.delete(oldest as string);
    }
    return suspect;
  }
}
