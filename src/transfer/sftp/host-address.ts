import { lookup } from 'node:dns/promises';
import { isInside } from '../../http-out/index.ts';

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
