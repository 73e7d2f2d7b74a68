import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { rows, statement, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';

/**
 * Addresses and networks in their one plain form, so that the same caller is recognised however it is
 * written.
 */

/** No address is longer than 45 characters; what is no address at all (a socket without one) is cut here. */
const ADDRESS_LENGTH = 64;

/**
 * An IPv4 address written as IPv6 (::ffff:10.0.0.1, ::ffff:a00:1) becomes IPv4; a zone (%eth0) is dropped.
 */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  const words = ipv6Words(address);
  if (words === undefined) return address.slice(0, ADDRESS_LENGTH);
  return mappedIpv4(words) ?? words.map((word) => word.toString(16)).join(':');
}

/** What guesses are counted by: the address, for IPv6 its /64, which one subscriber has for itself. */
export function neighbourhood(address: string): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? plain.split(':', 4).join(':') : plain;
}

/** The eight 16-bit words of an IPv6 address, or undefined when it is none. */
function ipv6Words(address: string): number[] | undefined {
  const [bare = ''] = address.split('%', 1);
  if (!isIPv6(bare)) return undefined;
  // URL writes the last 32 bits in hex and shortens in one place only.
  const [head = '', tail] = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((word) => parseInt(word, 16)));
  if (tail === undefined) return read(head);
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** RFC 4291 section 2.5.5.2: 80 zero bits, 16 one bits, then the IPv4 address. */
function mappedIpv4(words: readonly number[]): string | undefined {
  const [, , , , , marker, high = 0, low = 0] = words;
  if (marker !== 0xffff || words.slice(0, 5).some((word) => word !== 0)) return undefined;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

interface Network {
  readonly address: string;
  readonly bits: number;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32`, or a single address. */
function readNetwork(text: string): Network | undefined {
  const [given = '', length, more] = text.split('/');
  const address = plainAddress(given);
  const family = isIP(address);
  if (family === 0 || more !== undefined || given.includes('%')) return undefined;
  const most = isIP(given) === 6 ? 128 : 32;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  // A mapped network keeps only the part of its length that counts IPv4 bits.
  const plainBits = bits - (most - (family === 6 ? 128 : 32));
  return bits > most || plainBits < 0 ? undefined : { address, bits: plainBits };
}

/**
 * Whether a caller may use a token.
 * @param networks column token.allow; empty allows everybody
 */
export function allowList(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => true;
  const list = new BlockList();
  for (const { address, bits } of networks.map(readNetwork).filter((network) => network !== undefined)) {
    list.addSubnet(address, bits, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

const LOOSE = statement(`
  select position from unnest($1::inet[]) with ordinality as given(net, position) where network(net) <> net`);

/**
 * Networks for the allow list of a token.
 * @returns them as PostgreSQL takes a cidr
 * @throws {TolkError} FIELD_VALUE: too many, one that cannot be read, or one with bits set past its length
 *   (10.0.0.5/8), which is more often a slip than meant
 */
export async function checkNetworks(sql: Sql, given: readonly string[], most: number): Promise<string[]> {
  if (given.length > most) throw bad(`holds more than ${most} networks`, `${given.length}`);
  const networks = given.map((text) => {
    const network = readNetwork(text);
    if (network === undefined) throw bad('is no address and no network such as 10.0.0.0/8', text);
    return `${network.address}/${network.bits}`;
  });
  const [loose] = networks.length === 0 ? [] : await rows<[string]>(sql, LOOSE, [networks]);
  if (loose !== undefined) throw bad('has bits set past its length', given[Number(loose[0]) - 1] ?? '');
  return networks;
}

function bad(why: string, value: string): Error {
  return failure('FIELD_VALUE', { field: 'allow', why, value });
}
