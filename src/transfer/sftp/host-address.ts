import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses inside the house or of no single server (RFC 6890). */
const INSIDE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) INSIDE.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 128], ['::1', 128], ['64:ff9b:1::', 48], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8],
] as const) INSIDE.addSubnet(network, bits, 'ipv6');

/** IPv4 within IPv6: mapped, and translated (RFC 6052). */
const EMBEDDED = new BlockList();
EMBEDDED.addSubnet('::ffff:0:0', 96, 'ipv6');
EMBEDDED.addSubnet('64:ff9b::', 96, 'ipv6');

/** Whether an address is loopback, private, link-local or the like. */
export function isInside(address: string): boolean {
  const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (kind === 'ipv6' && EMBEDDED.check(address, kind)) return true; // no server is reached so on purpose
  return INSIDE.check(address, kind);
}

/**
 * The address to connect to. It is looked up once and then used as it is, so that the name cannot lead elsewhere
 * between the look and the connection.
 * @returns undefined when any address of the host is inside
 * @throws as dns.lookup
 */
export async function outsideAddress(host: string): Promise<string | undefined> {
  const found = await lookup(host, { all: true });
  return found.some(({ address }) => isInside(address)) ? undefined : found[0]?.address;
}
