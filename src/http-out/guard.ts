import { BlockList, isIP } from 'node:net';
import type { Config } from '../config.ts';
import { failure } from '../errors.ts';
import { isInside } from './inside.ts';

type GuardSettings = Pick<Config, 'HTTP_OUT_PRIVATE' | 'HTTP_OUT_ALLOW' | 'HTTP_OUT_PORTS'>;

/** Which servers may be called. */
export interface Guard {
  /** @throws {TolkError} HTTP_OUT_PRIVATE: the address is inside the house, and not allowed */
  checkAddress(host: string, address: string): void;
  /** @throws {TolkError} HTTP_OUT_URL */
  checkPort(host: string, port: number): void;
}

/** A name alone: one with a port or a scheme would never be met. */
const HOST = /^[\w.-]+$/;

/** @throws {Error} HTTP_OUT_ALLOW has an entry that is none */
export function createGuard({ HTTP_OUT_PRIVATE, HTTP_OUT_ALLOW, HTTP_OUT_PORTS }: GuardSettings): Guard {
  const hosts = new Set<string>();
  const networks = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const entry of HTTP_OUT_ALLOW) {
    const [address = '', bits] = entry.split('/');
    const family = familyOf(address);
    const most = family === 'ipv6' ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
    if (family !== undefined && prefix <= most) networks[family].addSubnet(address, prefix, family);
    else if (family === undefined && bits === undefined && HOST.test(entry)) hosts.add(plainHost(entry));
    else throw new Error(`HTTP_OUT_ALLOW: ${entry} is neither a host nor an address nor a network such as 10.0.0.0/8`);
  }
  const isAllowed = (host: string, address: string) => {
    const family = familyOf(address);
    return hosts.has(plainHost(host)) || (family !== undefined && networks[family].check(address, family));
  };

  return {
    checkAddress(host, address) {
      if (HTTP_OUT_PRIVATE || !isInside(address) || isAllowed(host, address)) return;
      throw failure('HTTP_OUT_PRIVATE', { host });
    },
    checkPort(host, port) {
      if (HTTP_OUT_PORTS.length === 0 || HTTP_OUT_PORTS.includes(port)) return;
      throw failure('HTTP_OUT_URL', { host, why: `port ${port} is none of ${HTTP_OUT_PORTS.join(', ')} (HTTP_OUT_PORTS)` });
    },
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
}

/** As names are compared: without letter case and the dot of the root. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
