import { setInterval } from 'node:timers';
import { isConnectionFailure, type Store } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Log } from '../log.ts';
import { Activity } from './activity.ts';
import { openChangeFeed } from './change-feed.ts';
import { certificateSession } from './certificate/session.ts';
import { findActiveToken, type FoundToken } from './token/find-token.ts';
import { Guesses, type GuessLimits } from './guesses.ts';
import { allowsScope, type OauthScope } from './oauth/scopes.ts';
import type { Session } from './session.ts';
import { TokenCache, type CacheLimits } from './token/cache.ts';
import { hashOf } from './token/text.ts';

export interface AccessSettings extends GuessLimits, CacheLimits {
  /** Most characters of a token text that are looked at. */
  readonly TOKEN_LENGTH: number;
  /** Milliseconds without activity that make an owner inactive; 0 for never. */
  readonly OWNER_IDLE: number;
  /** Milliseconds between two writes of last uses. */
  readonly ACTIVITY_FLUSH: number;
  /** Milliseconds until a lost LISTEN connection is made again: at first, and at most. */
  readonly LISTEN_RETRY: number;
  readonly LISTEN_RETRY_MAX: number;
}

export interface AccessOptions {
  readonly sql: Store;
  /** The server past any transaction pooler, for LISTEN; undefined: a change is seen when the cache ages. */
  readonly listenUrl?: string | undefined;
  readonly settings: AccessSettings;
  /** Milliseconds that never go back; only tests have their own. */
  readonly clock?: () => number;
  readonly log: Log;
}

/** The door of an app, as tokens that open it alone name it. */
interface App {
  /** `webhook dh_2a_5f0c1e7d9b3a4c68` */
  readonly name: string;
  readonly scope: OauthScope;
}

export interface Access {
  /**
   * Who calls, and what it may do. Answers at once for a token seen in the last seconds.
   * @param token any text; compared exactly
   * @param address of the caller, v4 or v6
   * @throws {TolkError} TOKEN_MISSING (empty), TOKEN_UNKNOWN (wrong, or in any state but active, or not from
   *   this address; a caller cannot tell which; fault 202), DATABASE_AWAY
   */
  session(token: string, address: string): Session | Promise<Session>;
  /** The same for the door of an app, which takes tokens of that app, or of OAuth clients with its scope, too. */
  appSession(token: string, address: string, app: App): Session | Promise<Session>;
  /**
   * Who calls the door of an app of a brand, by a certificate.
   * @throws {TolkError} as `certificateSession`, DATABASE_AWAY
   */
  certificateSession(brandId: string, certificate: Buffer): Promise<Session>;
  /** Writes the last uses that are still in memory. */
  flush(): Promise<void>;
  /** Stops listening and writes what is left; for the end of the process. */
  stop(): Promise<void>;
}

/** What the doors ask at each call: look-up, cache, guess limit, last use (access.md 2, design.md 3). */
export function createAccess(options: AccessOptions): Access {
  const { sql, listenUrl, settings, log, clock = () => performance.now() } = options;
  const cache = new TokenCache(settings, clock);
  const guesses = new Guesses(settings, clock);
  const activity = new Activity(sql, clock);
  const feed = listenUrl === undefined ? undefined : openChangeFeed({
    url: listenUrl, onChange: () => cache.distrust(), log,
    retry: { first: settings.LISTEN_RETRY, last: settings.LISTEN_RETRY_MAX },
  });
  const timer = setInterval(() => void flush(), settings.ACTIVITY_FLUSH).unref();

  function session(token: string, address: string, app?: App): Session | Promise<Session> {
    if (token === '') throw failure('TOKEN_MISSING', {});
    if (token.length > settings.TOKEN_LENGTH) throw failure('TOKEN_UNKNOWN', {});
    const hash = hashOf(token);
    const cached = cache.fresh(hash);
    return cached === undefined ? ask(hash, address, app) : admit(cached, address, app);
  }

  async function ask(hash: string, address: string, app: App | undefined): Promise<Session> {
    const lookUp = () => cache.load(hash, () => findActiveToken(sql, hash, settings.OWNER_IDLE));
    try {
      // A token that was good may be asked for again, whatever else comes from this address.
      const found = await (cache.knows(hash) ? lookUp() : guesses.attempt(address, lookUp));
      return admit(found, address, app);
    } catch (error) {
      throw isConnectionFailure(error) ? failure('DATABASE_AWAY', {}, { cause: error }) : error;
    }
  }

  function admit(found: FoundToken | undefined, address: string, app: App | undefined): Session {
    if (found === undefined || !opens(found.session, app)) throw failure('TOKEN_UNKNOWN', {});
    if (!found.allows(address)) {
      const { tokenId, brand } = found.session;
      log.info({ tokenId, brand: brand.name }, 'token refused: its allow list lacks the caller');
      throw failure('TOKEN_UNKNOWN', {});
    }
    activity.used(found.use);
    return found.session;
  }

  async function flush(): Promise<void> {
    try {
      await activity.flush();
    } catch (error) {
      log.warn({ err: error }, 'last uses of tokens are not written; kept for the next time');
    }
  }

  async function stop(): Promise<void> {
    clearInterval(timer);
    await feed?.stop();
    await flush();
  }

  async function byCertificate(brandId: string, certificate: Buffer): Promise<Session> {
    try {
      return await certificateSession(sql, brandId, certificate, settings);
    } catch (error) {
      throw isConnectionFailure(error) ? failure('DATABASE_AWAY', {}, { cause: error }) : error;
    }
  }

  return {
    session: (token, address) => session(token, address), appSession: session, certificateSession: byCertificate,
    flush, stop,
  };
}

/** A token of an app opens nothing else, one of an OAuth client what its scopes name. */
function opens({ app }: Session, asked: App | undefined): boolean {
  return app === '' || (asked !== undefined && (app === asked.name || allowsScope(app, asked.scope)));
}
