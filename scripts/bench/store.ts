/** A database of its own for a benchmark, with a brand, a token and a million customers. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBrand, createToken, createUser } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { startEmbedded } from '../../src/db/embedded/index.ts';
import { migrate, openStore, type Brand, type Store } from '../../src/db/index.ts';
import { migrateJobs } from '../../src/jobs/index.ts';

export const CUSTOMERS = 1_000_000;
export const BRAND = 'bench';

export interface BenchStore {
  readonly url: string;
  readonly sql: Store;
  readonly brand: Brand;
  readonly token: string;
  remove(): Promise<void>;
}

/** Values in every field that a record of the service has filled, so that answers have their usual length. */
const FILL = `
  insert into customer (brand_id, title, lastname, firstname, prefix, initials, gender, birthday, address, address_number,
    zip_code, city, country, email_address, mobile_phone, status, external_id, created_by, modified_by)
  select ?, 'drs.', 'Visser', 'Anna', 'de', 'A.B.', 'WOMAN', '1980-02-03', 'Kerkstraat', '12',
    '1234 AB', '''s-Hertogenbosch', 'Nederland', 'anna' || n || '@mail.example', '+316' || n, 'CUSTOMER', 'K-' || n,
    'Webshop', 'Webshop'
  from generate_series(1, ?) n`;

/** Starts an embedded server with its default settings in a folder that `remove` takes away. */
export async function makeStore(customers = CUSTOMERS): Promise<BenchStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolk-bench-'));
  await chmod(folder, 0o755); // started as root, the server runs as another user and must get in
  const server = await startEmbedded(path.join(folder, 'pg'));
  await migrate.up(server.url);
  await migrateJobs(server.url);
  const sql = openStore({ url: server.url, connections: 10, prepare: true });
  const brand = await createBrand(sql, { name: BRAND });
  const user = await createUser(sql, { name: 'bench', brandIds: [brand.id] });
  const { token } = await createToken(sql, { name: 'bench', door: 'cli' }, { brand, user }, readConfig({}));
  await sql.raw(FILL, [brand.id, customers]);
  await sql.raw('vacuum analyze customer');
  return {
    url: server.url, sql, brand, token,
    async remove() {
      await sql.destroy();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
