import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { failure } from '../errors.ts';
import type { TlsWish } from './call.ts';
import type { Guard } from './guard.ts';

/** These are about the connection, and ours. */
const OURS = new Set([
  'host', 'connection', 'content-length', 'expect', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te',
  'trailer', 'transfer-encoding', 'upgrade',
]);

const URL_LENGTH = 8_000;

/**
 * Reads an address that is to be called, as far as it can be judged without a look-up.
 * @throws {TolkError} HTTP_OUT_URL, HTTP_OUT_PRIVATE; of the address they name the host only
 */
export function checkUrl(text: string, guard: Guard): URL {
  const url = URL.parse(text);
  if (url === null || text.length > URL_LENGTH) throw failure('HTTP_OUT_URL', { host: '(?)', why: 'it is no address' });
  const { hostname: host, port, protocol } = url;
  const refused = (why: string) => failure('HTTP_OUT_URL', { host, why });
  if (protocol !== 'http:' && protocol !== 'https:') throw refused('it is neither http nor https');
  if (url.username !== '' || url.password !== '') throw refused('user and password must not stand in the address');
  guard.checkPort(host, Number(port) || (protocol === 'https:' ? 443 : 80));
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) guard.checkAddress(bare, bare);
  return url;
}

/** @returns them with lower-case names @throws {TolkError} HTTP_OUT_HEADER; never with a value in it */
export function checkHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers = Object.entries(given).map(([name, value]) => {
    const refused = (why: string) => failure('HTTP_OUT_HEADER', { name: JSON.stringify(name), why });
    const lower = name.toLowerCase();
    if (OURS.has(lower)) throw refused('is set by the gateway');
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw refused('holds a character that no header can have');
    }
    return [lower, value] as const;
  });
  return Object.fromEntries(headers);
}

/** @throws {TolkError} HTTP_OUT_CERTIFICATE */
export function checkCertificate(wish: TlsWish): void {
  try {
    if ((wish.cert === undefined) !== (wish.key === undefined)) throw new Error('certificate and key come together');
    createSecureContext(wish);
  } catch (cause) {
    throw failure('HTTP_OUT_CERTIFICATE', { why: (cause as Error).message }, { cause });
  }
}
