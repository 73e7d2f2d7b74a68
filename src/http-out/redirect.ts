import { failure } from '../errors.ts';
import type { HttpMethod, TlsWish } from './call.ts';
import { checkUrl } from './check-call.ts';
import type { Guard } from './guard.ts';

/** One request of a call, which may be sent on to others. */
export interface Hop {
  readonly url: URL;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  readonly certificate: TlsWish | undefined;
  readonly isConfidential: boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What goes to another origin too. Any other header may be a key that was meant for the first one alone. */
const HARMLESS = /^(accept(-.+)?|content-.+|idempotency-key|user-agent)$/;
/** Headers about a body that is not sent any more (fetch standard, HTTP-redirect fetch). */
const OF_BODY = /^content-/;

/**
 * Where an answer leads, by the rules of the fetch standard; undefined: it is no redirect.
 * @throws {TolkError} HTTP_OUT_REDIRECT, and as checkUrl
 */
export function nextHop(
  hop: Hop, { status, location }: { readonly status: number; readonly location: string | undefined }, guard: Guard,
): Hop | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const { hostname: host } = hop.url;
  const to = URL.parse(location, hop.url.href);
  if (to === null) throw failure('HTTP_OUT_REDIRECT', { host, why: 'to what is no address' });
  if (hop.url.protocol === 'https:' && to.protocol === 'http:') {
    throw failure('HTTP_OUT_REDIRECT', { host, why: 'from https to http' });
  }
  const url = checkUrl(to.href, guard);
  const isSame = url.origin === hop.url.origin;
  const next = isSame ? hop : elsewhere(hop);
  const isGet = status === 303 ? hop.method !== 'GET' && hop.method !== 'HEAD' : hop.method === 'POST' && status < 303;
  if (!isGet && !isSame && hop.isConfidential) {
    throw failure('HTTP_OUT_REDIRECT', { host, why: 'a body with secrets to another server' });
  }
  if (!isGet) return { ...next, url };
  return { ...next, url, method: 'GET', body: undefined, headers: without(next.headers, (name) => OF_BODY.test(name)) };
}

function elsewhere(hop: Hop): Hop {
  return { ...hop, certificate: undefined, headers: without(hop.headers, (name) => !HARMLESS.test(name)) };
}

function without(headers: Hop['headers'], goes: (name: string) => boolean): Hop['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !goes(name)));
}
