/** Locations of both kinds for tests, opened without the store. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { readConfig } from '../../src/config.ts';
import { openFolder, type FileStore } from '../../src/transfer/files/index.ts';
import { openSftp, type ServerStore } from '../../src/transfer/sftp/index.ts';
import type { SftpWish } from '../../src/transfer/sftp/connect.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';

export const PASSWORD = 'Geheim 123';

type Settings = Readonly<Record<string, string>>;

/** What a test of any kind of location needs. */
export interface Place {
  /** Where its files really lie. */
  readonly root: string;
  open(settings?: Settings, signal?: AbortSignal): Promise<FileStore>;
  stop(): Promise<void>;
}

export async function folderPlace(): Promise<Place> {
  const root = await mkdtemp(path.join(tmpdir(), 'tolk-files-'));
  return {
    root,
    open: (settings = {}, signal) =>
      openFolder({ base: root, start: '', location: 'drop', limits: readConfig(settings), signal }),
    stop: () => rm(root, { recursive: true, force: true }),
  };
}

export async function serverPlace(): Promise<Place> {
  const server = await startSftpServer([{ user: 'anna', password: PASSWORD }]);
  return {
    root: server.root,
    open: (settings, signal) => openServer(server, { signal }, settings),
    stop: () => server.stop(),
  };
}

interface ServerWish extends Partial<Omit<SftpWish, 'server'>> {
  readonly server?: Partial<SftpWish['server']>;
}

/** Opens a test server as anna, with its own key agreed, unless the wish says otherwise. */
export function openServer(
  { host, port, hostKey }: TestSftpServer, wish: ServerWish = {}, settings: Settings = {},
): Promise<ServerStore> {
  const server = { host, port, user: 'anna', secret: { password: PASSWORD }, hostKey, path: '', ...wish.server };
  return openSftp({ location: 'drop', limits: readConfig(settings), ...wish, server });
}

/** What a source gives, in pieces. */
export async function* pieces(...texts: readonly string[]): AsyncGenerator<Buffer, undefined> {
  for (const text of texts) yield Promise.resolve(Buffer.from(text));
}

/** Gives pieces and then breaks off, as a killed run does. */
export async function* broken(...texts: readonly string[]): AsyncGenerator<Buffer, undefined> {
  yield* pieces(...texts);
  throw new Error('killed');
}

export async function contentOf(store: FileStore, name: string): Promise<string> {
  return (await buffer(await store.read(name))).toString();
}

/** What really lies there. */
export function put(root: string, name: string, text: string): void {
  writeFileSync(path.join(root, name), text);
}

export function got(root: string, name: string): string | undefined {
  const place = path.join(root, name);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

/** The code and text of a refusal. */
export async function refusalOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    const { code = 'no code', message } = error as Error & { code?: string };
    return `${code} ${message}`;
  }
  return 'no refusal';
}
