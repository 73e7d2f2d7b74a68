import type { FoundToken } from './find-token.ts';

export interface CacheLimits {
  /** Milliseconds for which a token that was found good is taken as good. */
  readonly ACCESS_CACHE_TIME: number;
  /** Tokens remembered; the one found longest ago is forgotten first. */
  readonly ACCESS_CACHE_SIZE: number;
}

interface Entry {
  readonly found: FoundToken;
  readonly trust: number;
  readonly until: number;
}

interface Load {
  readonly trust: number;
  readonly found: Promise<FoundToken | undefined>;
}

/**
 * Active tokens by their hash. What is older than its few seconds, or than the last change that any instance
 * told of, is asked for again, by one question for all who wait; wrong tokens are not kept.
 */
export class TokenCache {
  readonly #limits: CacheLimits;
  readonly #clock: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #loads = new Map<string, Load>();
  /**
   * Goes up with each change; what was found before it is not trusted. Changes are rare: all is asked again,
   * each token once.
   */
  #trust = 0;

  /** @param clock milliseconds that never go back */
  constructor(limits: CacheLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** The token, when it needs not be asked for. */
  fresh(hash: string): FoundToken | undefined {
    const entry = this.#entries.get(hash);
    return entry?.trust === this.#trust && this.#clock() < entry.until ? entry.found : undefined;
  }

  /** Whether the token was good when it was last asked for, or is being asked for. */
  knows(hash: string): boolean {
    return this.#entries.has(hash) || this.#loads.has(hash);
  }

  /** Something changed: nothing found so far is fresh any more, what is being asked now neither. */
  distrust(): void {
    this.#trust++;
  }

  /** Finds a token, together with whoever asks for the same since the last change. */
  load(hash: string, find: () => Promise<FoundToken | undefined>): Promise<FoundToken | undefined> {
    const running = this.#loads.get(hash);
    if (running?.trust === this.#trust) return running.found;
    const load: Load = { trust: this.#trust, found: this.#find(hash, find) };
    this.#loads.set(hash, load);
    const done = () => {
      if (this.#loads.get(hash) === load) this.#loads.delete(hash);
    };
    load.found.then(done, done);
    return load.found;
  }

  async #find(hash: string, find: () => Promise<FoundToken | undefined>): Promise<FoundToken | undefined> {
    const [trust, asked] = [this.#trust, this.#clock()];
    const found = await find();
    this.#entries.delete(hash); // to the end of the order, or away
    if (found !== undefined) {
      const until = asked + Math.min(this.#limits.ACCESS_CACHE_TIME, found.expiresIn);
      this.#entries.set(hash, { found, trust, until });
      if (this.#entries.size > this.#limits.ACCESS_CACHE_SIZE) this.#forgetOldest();
    }
    return found;
  }

  #forgetOldest(): void {
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest as string);
  }
}
