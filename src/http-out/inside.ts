import { BlockList, isIP } from 'node:net';

/** Networks inside the house, or of no single server (RFC 6890); clouds keep their metadata at such addresses too. */
const INSIDE4 = new BlockList();
/** A list of its own: in one of both, the networks of IPv4 within IPv6 would hold every IPv4 address. */
const INSIDE6 = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) INSIDE4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 128], ['::1', 128], ['100::', 64], ['2001:db8::', 32], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10],
  ['ff00::', 8],
  // IPv4 within IPv6, by which an address inside could be written otherwise: compatible, mapped, translated (RFC 6052,
  // 8215), Teredo, 6to4. No server is reached so on purpose.
  ['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2001::', 32], ['2002::', 16],
] as const) INSIDE6.addSubnet(network, bits, 'ipv6');

/** Whether an address is loopback, private, link-local, multicast or the like; what is no address is. */
export function isInside(address: string): boolean {
  const [bare = ''] = address.split('%', 1);
  const family = isIP(bare);
  if (family === 0) return true;
  return family === 6 ? INSIDE6.check(bare, 'ipv6') : INSIDE4.check(bare, 'ipv4');
}
