import { join } from 'node:path';
import type { Config } from '../config.ts';
import { startEmbedded, type EmbeddedServer } from './embedded/index.ts';

export interface DatabaseAddress {
  /** for requests */
  readonly url: string;
  /** past a transaction pooler: migrations, LISTEN, workers */
  readonly directUrl: string;
  /** absent with DATABASE_URL */
  readonly embedded?: EmbeddedServer;
  /** After the last connection is closed: lets go of the embedded server, which stops when nobody else holds it. */
  release(): Promise<void>;
}

/**
 * Where the store is: DATABASE_URL, else the embedded server in TOLK_DATA/postgres, started or adopted for as long
 * as the address is held. Any number of processes may hold it: instances, and `tolk` commands beside them.
 * @throws {Error} in one line when the embedded server cannot run here
 */
export async function holdDatabase(
  config: Pick<Config, 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'TOLK_DATA'>,
): Promise<DatabaseAddress> {
  const { DATABASE_URL: url } = config;
  if (url !== undefined) {
    return { url, directUrl: config.DATABASE_DIRECT_URL ?? url, release: () => Promise.resolve() };
  }
  const embedded = await startEmbedded(join(config.TOLK_DATA, 'postgres'));
  return { url: embedded.url, directUrl: embedded.url, embedded, release: () => embedded.stop() };
}
