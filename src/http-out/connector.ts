import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { failure } from '../errors.ts';
import type { TlsWish } from './call.ts';
import type { Guard } from './guard.ts';

/** Every address of a host; as dns.promises.lookup with `all`. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export const lookupAll: Lookup = (host) => systemLookup(host, { all: true });

interface ConnectorParts {
  readonly guard: Guard;
  readonly lookup: Lookup;
  /** Milliseconds until connected, TLS included. */
  readonly connectTime: number;
  readonly tls?: TlsWish | undefined;
}

/**
 * Makes connections to permitted addresses only. This is the one place through which each of them comes, and a host is
 * looked up once for it: the address that was checked is the address that is connected to, whatever the name leads to
 * a moment later (DNS rebinding).
 */
export function guardedConnector({ guard, lookup, connectTime, tls }: ConnectorParts): buildConnector.connector {
  const connect = buildConnector({
    ...tls, timeout: connectTime, allowH2: false, lookup: checkedLookup(guard, lookup),
  });
  return (options, callback) => {
    try {
      // An address is not looked up, so it is checked here.
      if (isIP(options.hostname) !== 0) guard.checkAddress(options.hostname, options.hostname);
      connect(options, callback);
    } catch (error) {
      callback(error as Error, null);
    }
  };
}

/** One address inside is enough to refuse a host: which one gets the call is not for us to choose. */
function checkedLookup(guard: Guard, lookup: Lookup): LookupFunction {
  const look = async (host: string) => {
    const found = await lookup(host);
    for (const { address } of found) guard.checkAddress(host, address);
    return found;
  };
  return (host, { all }, callback) => {
    look(host).then((found) => {
      const [first] = found;
      if (first === undefined) callback(failure('HTTP_OUT_AWAY', { host, why: 'it has no address' }), '');
      else if (all === true) callback(null, [...found]);
      else callback(null, first.address, first.family);
    }, (error: unknown) => callback(error as Error, ''));
  };
}
