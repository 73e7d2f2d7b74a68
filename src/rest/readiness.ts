import type { Log } from '../log.ts';
import { within } from './within.ts';

/**
 * Looks at one thing that work needs.
 * @returns why it is not ready, undefined when it is; a throw counts as away
 */
export type Check = () => Promise<string | undefined>;

interface ReadyState {
  readonly ready: boolean;
  /** For people; no internals. */
  readonly reasons: readonly string[];
}

export interface Readiness {
  ask(): Promise<ReadyState>;
  /** Says no from now on, with this reason: the process ends. */
  turnOff(reason: string): void;
}

interface ReadinessParts {
  readonly checks: Readonly<Record<string, Check>>;
  readonly limits: { readonly READY_TIMEOUT: number; readonly READY_CACHE: number };
  readonly log: Log;
  /** Milliseconds that never go back; only tests have their own. */
  readonly clock?: () => number;
}

/**
 * Whether this process can do its work. However often it is asked, the checks run one after the other and at
 * most once per READY_CACHE, so that nobody can use it to burden the database. A change is logged.
 */
export function createReadiness(parts: ReadinessParts): Readiness {
  const { checks, limits, log, clock = () => performance.now() } = parts;
  let latest: { readonly at: number; readonly state: Promise<ReadyState> } | undefined;
  let wasReady: boolean | undefined;
  let off: string | undefined;

  async function look(): Promise<ReadyState> {
    const found = await Promise.all(Object.entries(checks).map(async ([name, check]) => {
      const reason = await reasonOf(check);
      return reason === undefined ? [] : [`${name}: ${reason}`];
    }));
    const reasons = found.flat();
    const ready = reasons.length === 0;
    if (!ready && wasReady !== false) log.warn({ reasons }, 'not ready');
    if (ready && wasReady === false) log.info('ready again');
    wasReady = ready;
    return { ready, reasons };
  }

  async function reasonOf(check: Check): Promise<string | undefined> {
    try {
      return await within(check(), limits.READY_TIMEOUT, () => `no answer within ${limits.READY_TIMEOUT} ms`);
    } catch (err) {
      log.debug({ err }, 'a readiness check failed');
      return 'away';
    }
  }

  return {
    async ask() {
      if (off !== undefined) return { ready: false, reasons: [off] };
      if (latest === undefined || clock() - latest.at >= limits.READY_CACHE) {
        const state = look();
        latest = { at: Infinity, state }; // while one runs, all wait for it
        void state.then(() => { latest = { at: clock(), state }; });
      }
      return latest.state;
    },
    turnOff(reason) {
      off = reason;
    },
  };
}
