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

  return { clientAddress, origin, isEncrypted };
}

function isHost(text: string): boolean {
  const found = HOST.exec(text);
  return found !== null && Number(found[1] ?? 0) <= LAST_PORT;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : header ?? '';
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}
