/** Writes docs/schema.md from a database that is made, migrated and thrown away for it. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded } from '../../src/db/embedded/index.ts';
import { migrate, openStore } from '../../src/db/index.ts';
import { schemaMarkdown } from './schema.ts';

export async function writeSchemaPage(file: URL): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolk-schema-'));
  await chmod(folder, 0o755); // started as root, the server runs as another user and must get in
  const server = await startEmbedded(path.join(folder, 'pg'), { settings: { fsync: 'off' } });
  try {
    await migrate.up(server.url);
    const sql = openStore({ url: server.url, connections: 4, prepare: true });
    await writeFile(file, await schemaMarkdown(sql));
    await sql.destroy();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
