import { BlockList, isIP } from 'node:net';

/**
 * Reads one entry of a forwarded list or a peer address: `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]:80`,
 * `::ffff:1.2.3.4`.
 */
export function readAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const mapped = /^::ffff:([\d.]+)$/i.exec(text)?.[1];
  if (isIP(text) === 6) return mapped ?? text;
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1];
  return bare !== undefined && isIP(bare) !== 0 ? bare : undefined;
}

/**
 * @param networks addresses or CIDRs, e.g. 10.0.0.0/8, ::1
 * @throws {Error} naming the entry that is none
 */
export function networkList(networks: readonly string[], setting: string): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits, more] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
    if (isIP(address) === 0 || prefix > most || more !== undefined) {
      throw new Error(`${setting}: ${network} is neither an address nor a network such as 10.0.0.0/8`);
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/** Whether an address is in the list. */
export function isIn(list: BlockList, address: string | undefined): boolean {
  return address !== undefined && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const LOOPBACK = networkList(['127.0.0.0/8', '::1'], 'loopback');

/** Whether a HOST stays on this machine. A name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(LOOPBACK, readAddress(host));
}

/** host:port as it stands in a URL; an IPv6 address gets its brackets. */
export function authority(host: string, port: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
