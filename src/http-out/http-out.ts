import { Agent, request, type Dispatcher } from 'undici';
import type { Config } from '../config.ts';
import { failure } from '../errors.ts';
import type { HttpAnswer, HttpCall, TlsWish } from './call.ts';
import { checkCertificate, checkHeaders, checkUrl } from './check-call.ts';
import { guardedConnector, lookupAll, type Lookup } from './connector.ts';
import { failed } from './failed.ts';
import { createGuard } from './guard.ts';
import { isInflated, readBody } from './read-body.ts';
import { nextHop, type Hop } from './redirect.ts';

/** The one client for calls that leave the house. */
export interface HttpOut {
  /**
   * Calls a server. Every status is an answer; redirects are followed.
   * @throws {TolkError} refused, now and at any time: HTTP_OUT_URL, HTTP_OUT_PRIVATE, HTTP_OUT_HEADER,
   *   HTTP_OUT_CERTIFICATE, HTTP_OUT_REDIRECT; no whole answer, another try may help: HTTP_OUT_AWAY, HTTP_OUT_TLS,
   *   HTTP_OUT_FAILED. None of them holds more of the address than its host
   * @throws the reason of the caller's signal
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Whether an address may be called, as far as that can be said without a look-up. @throws {TolkError} as request */
  checkUrl(url: string): void;
  /** Cuts all connections. */
  close(): Promise<void>;
}

const SECOND = 1000;

/** @param parts.lookup how hosts are looked up; default: as the system does */
export function createHttpOut(
  settings: Config, { lookup = lookupAll }: { readonly lookup?: Lookup } = {},
): HttpOut {
  const {
    HTTP_OUT_CONNECT_TIME: connectTime, HTTP_OUT_ANSWER_TIME: answerTime, HTTP_OUT_HEADER: maxHeaderSize,
    HTTP_OUT_TIME: usualTime, HTTP_OUT_REDIRECTS: usualRedirects, HTTP_OUT_BYTES: usualBytes,
  } = settings;
  const guard = createGuard(settings);
  const agentOf = (tls?: TlsWish) => new Agent({
    connect: guardedConnector({ guard, lookup, connectTime, tls }),
    maxHeaderSize, headersTimeout: answerTime, bodyTimeout: answerTime, allowH2: false,
  });
  const usual = agentOf();

  async function send(hop: Hop, bytes: number, signal: AbortSignal): Promise<HttpAnswer> {
    // Connections with a certificate of ours are not kept: the next call may be for somebody else.
    const dispatcher = hop.certificate === undefined ? usual : agentOf(hop.certificate);
    try {
      const { method, headers, body = null } = hop;
      const answer = await request(hop.url, { method, headers, body, signal, dispatcher });
      return await whole(answer, bytes);
    } catch (error) {
      throw failed(error, hop.url.hostname);
    } finally {
      if (dispatcher !== usual) await dispatcher.destroy();
    }
  }

  async function follow(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, body, certificate, isConfidential = false } = call;
    const { redirects = usualRedirects, bytes = usualBytes } = call;
    const headers = { 'user-agent': 'Tolk', 'accept-encoding': 'gzip, deflate', ...checkHeaders(call.headers ?? {}) };
    if (certificate !== undefined) checkCertificate(certificate);
    let hop: Hop = { url: checkUrl(call.url, guard), method, headers, body, certificate, isConfidential };
    for (let left = redirects; ; left--) {
      const answer = await send(hop, bytes, signal);
      const { status, headers: { location } } = answer;
      const next = redirects === 0 ? undefined : nextHop(hop, { status, location }, guard);
      if (next === undefined) return answer;
      if (left === 0) throw failure('HTTP_OUT_REDIRECT', { host: hop.url.hostname, why: `more than ${redirects} times` });
      hop = next;
    }
  }

  return {
    async request(call) {
      const { time = usualTime, signal } = call;
      const end = new AbortController();
      const giveUp = () => end.abort(signal?.reason);
      const timer = setTimeout(() => {
        const host = URL.parse(call.url)?.hostname ?? '';
        end.abort(failure('HTTP_OUT_AWAY', { host, why: `no whole answer within ${time / SECOND} seconds` }));
      }, time);
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        signal?.throwIfAborted();
        return await follow(call, end.signal);
      } catch (error) {
        throw end.signal.aborted ? end.signal.reason : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      }
    },
    checkUrl: (url) => void checkUrl(url, guard),
    close: () => usual.destroy(),
  };
}

const OF_CODING = new Set(['content-encoding', 'content-length']);

async function whole(
  { statusCode: status, headers: given, body }: Dispatcher.ResponseData, most: number,
): Promise<HttpAnswer> {
  const headers = Object.entries(given).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1];
  const kept = isInflated(coding) ? headers.filter(([name]) => !OF_CODING.has(name)) : headers;
  const { bytes, isCut } = await readBody(body, coding, most);
  return { status, headers: Object.fromEntries(kept), body: bytes, isCut };
}
