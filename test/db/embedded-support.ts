/** What the tests of the embedded server share: folders, questions, and other processes that hold a server. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { startEmbedded, type EmbeddedServer } from '../../src/db/embedded/index.ts';

const folders: string[] = [];

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tolk-embedded-'));
  await chmod(folder, 0o755);
  folders.push(folder);
  return folder;
}

export async function removeFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}

export const start = (folder: string): Promise<EmbeddedServer> =>
  startEmbedded(folder, { settings: { fsync: 'off', shared_buffers: '16MB' } });

export async function ask(url: string, text: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

export interface Other {
  readonly child: ChildProcess;
  readonly said: { url: string; adopted: boolean; pid: number; how: string; error?: string };
}

/** Another process that holds the server of this folder, told in its own words; it leads a process group. */
export async function otherProcess(folder: string, user: { uid?: number; gid?: number } = {}): Promise<Other> {
  const script = join(import.meta.dirname, 'embedded-child.ts');
  const child = spawn(process.execPath, [script, folder], {
    ...user, detached: true, stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said: JSON.parse(line) as Other['said'] };
}

export async function leave({ child }: Other): Promise<void> {
  child.stdin?.end();
  await once(child, 'exit');
}

export async function kill({ child }: Other): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A process that has ended may stay in the table as a zombie where nobody collects orphans, as in many containers. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
}
