import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Config } from '../config.ts';
import { authority, isIn, networkList, readAddress } from './addresses.ts';

/** What a door may know of the caller and of the address by which it reached us. */
export interface Callers {
  /**
   * The caller's IP address; behind a trusted proxy the last address in X-Forwarded-For that is no trusted
   * proxy itself.
   */
  clientAddress(request: IncomingMessage): string;
  /**
   * Scheme and host for addresses that we write, without a slash at the end, e.g. https://tolk.example:8443.
   */
  origin(request: IncomingMessage): string;
  /** Whether the caller came by HTTPS, to us or to the trusted proxy. */
  isEncrypted(request: IncomingMessage): boolean;
  /**
   * The certificate (DER) that the caller has shown in its TLS handshake with us, or as a trusted proxy tells of its
   * own: in Client-Cert (RFC 9440), or X-SSL-Client-Cert, which nginx fills with PEM in percent-encoding. Who signed
   * it is not looked at here.
   */
  clientCertificate(request: IncomingMessage): Buffer | undefined;
}

/**
 * A name or address with an optional port (RFC 9110 7.2), nothing that could break out of a URL or a header.
 */
const HOST = /^(?:[a-z\d](?:[a-z\d._-]{0,252}[a-z\d.])?|\[[a-f\d:.]{2,45}\])(?::(\d{1,5}))?$/i;
const LAST_PORT = 65_535;

/**
 * Decides which headers are believed. X-Forwarded-For, -Proto and -Host count only when the peer itself is in
 * TRUST_PROXY; of several values of -Proto and -Host the last is taken, which the trusted proxy wrote.
 * @throws {Error} on a TRUST_PROXY entry that is no network
 */
export function createCallers({ TRUST_PROXY, PUBLIC_URL, PUBLIC_HOSTS }: Config): Callers {
  const proxies = networkList(TRUST_PROXY, 'TRUST_PROXY');
  const isTrusted = (address: string | undefined) => TRUST_PROXY.length > 0 && isIn(proxies, address);
  const publicUrl = PUBLIC_URL?.replace(/\/+$/, '');
  const publicHosts = new Set(PUBLIC_HOSTS.map((host) => host.toLowerCase()));

  const peer = (request: IncomingMessage) => readAddress(request.socket.remoteAddress);
  const forwarded = (request: IncomingMessage, name: string) =>
    isTrusted(peer(request)) ? listOf(request.headers[name]).at(-1) : undefined;
  const isTaken = (host: string | undefined): host is string =>
    host !== undefined && isHost(host) && (publicHosts.size === 0 || publicHosts.has(host.toLowerCase()));

  function clientAddress(request: IncomingMessage): string {
    let client = peer(request);
    if (!isTrusted(client)) return client ?? 'unknown';
    for (const entry of listOf(request.headers['x-forwarded-for']).reverse()) {
      const address = readAddress(entry);
      if (address === undefined) break; // what stands further left came through a hand that we cannot judge
      client = address;
      if (!isTrusted(address)) break;
    }
    return client ?? 'unknown';
  }

  function isEncrypted(request: IncomingMessage): boolean {
    const told = forwarded(request, 'x-forwarded-proto')?.toLowerCase();
    return told === undefined ? (request.socket as TLSSocket).encrypted === true : told === 'https';
  }

  function origin(request: IncomingMessage): string {
    if (publicUrl !== undefined) return publicUrl;
    const host = forwarded(request, 'x-forwarded-host') ?? request.headers.host;
    const scheme = isEncrypted(request) ? 'https' : 'http';
    if (isTaken(host)) return `${scheme}://${host.toLowerCase()}`;
    const { localAddress, localPort } = request.socket;
    return `${scheme}://${authority(readAddress(localAddress) ?? 'localhost', localPort ?? 0)}`;
  }

  function clientCertificate(request: IncomingMessage): Buffer | undefined {
    if (isTrusted(peer(request))) return toldCertificate(request);
    const { socket } = request;
    return 'getPeerX509Certificate' in socket ? (socket as TLSSocket).getPeerX509Certificate()?.raw : undefined;
  }

  return { clientAddress, origin, isEncrypted, clientCertificate };
}

/** Of several the last one, which the trusted proxy wrote. */
function toldCertificate({ headers }: IncomingMessage): Buffer | undefined {
  const base64 = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(listOf(headers['client-cert']).at(-1) ?? '')?.[1];
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  const escaped = listOf(headers['x-ssl-client-cert']).at(-1);
  try {
    return escaped === undefined ? undefined : new X509Certificate(decodeURIComponent(escaped)).raw;
  } catch {
    return undefined; // what is no certificate opens nothing
  }
}

function isHost(text: string): boolean {
  const found = HOST.exec(text);
  return found !== null && Number(found[1] ?? 0) <= LAST_PORT;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : header ?? '';
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}
