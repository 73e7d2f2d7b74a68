import { constants } from 'node:fs';
import { lstat, opendir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { failure } from '../../errors.ts';
import type { FileStore, OpenedFile, StoredFile } from './file-store.ts';
import { folderFailure, isCode } from './folder-failure.ts';
import { giveName } from './folder-move.ts';
import { folderRoot, type FolderRoot } from './folder-root.ts';
import { claimInFolder, discardInFolder, writeInFolder } from './folder-write.ts';
import { byAge, checkFileName, checkFolder, isUnderWay, namesNear } from './names.ts';

interface FolderWish {
  /** Whole path of the folder that nothing leads out of. */
  readonly base: string;
  /** Start folder below it, '' for itself. Both are made when they are not there. */
  readonly start: string;
  /** Name of the location, for errors. */
  readonly location: string;
  readonly limits: { readonly FILE_BYTES: number; readonly FOLDER_ENTRIES: number };
  readonly signal?: AbortSignal | undefined;
}

/** Opens a folder of this machine as a location. @throws as all acts of FileStore */
export async function openFolder(wish: FolderWish): Promise<FileStore> {
  const { base, start, location, limits, signal } = wish;
  /** Runs an act on a file and tells its failures as ours. */
  const on = async <Result>(file: string, act: () => Promise<Result>, denied = file): Promise<Result> => {
    try {
      signal?.throwIfAborted();
      return await act();
    } catch (error) {
      throw folderFailure(location, { file, denied }, error);
    }
  };
  const root = await on(start, () => folderRoot(base, start, location));
  const parts = { root, location, limits, signal };

  return {
    list: (inside) => on(inside, () => list(root, wish, checkFolder(inside))),
    find: (name) => on(name, () => find(root, checkFileName(name))),
    read: (name) => on(name, () => read(root, wish, checkFileName(name))),
    claim: (name, owner) => on(name, () => claimInFolder(parts, checkFileName(name), owner)),
    write: (name, source) => on(name, () => writeInFolder(parts, checkFileName(name), source)),
    discard: (name) => on(name, () => discardInFolder(parts, checkFileName(name))),
    move: (from, to) =>
      on(from, () => move(root, wish, checkFileName(from), checkFileName(to)), `${from} to ${to}`),
    remove: (name) => on(name, async () => unlink(await regularFile(root, wish, checkFileName(name)))),
    close: () => Promise.resolve(),
  };
}

async function list(root: FolderRoot, { location, limits }: FolderWish, folder: string): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  let looked = 0;
  try {
    const place = await root.locateFolder(folder);
    for await (const { name } of await opendir(place)) {
      if (++looked > limits.FOLDER_ENTRIES) {
        throw failure('FOLDER_CROWDED', { location, folder, most: String(limits.FOLDER_ENTRIES) });
      }
      if (isUnderWay(name)) continue;
      const entry = await lstat(path.join(place, name)).catch(() => undefined); // taken away meanwhile
      if (entry?.isFile()) found.push({ name, size: entry.size, modifiedAt: entry.mtime });
    }
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  return found.sort(byAge);
}

async function find(root: FolderRoot, name: string): Promise<StoredFile | undefined> {
  try {
    const found = await lstat(await root.locate(name));
    return found.isFile() ? { name, size: found.size, modifiedAt: found.mtime } : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function read(root: FolderRoot, { location, limits, signal }: FolderWish, name: string): Promise<OpenedFile> {
  const file = await root.open(name, constants.O_RDONLY);
  const { size } = await file.stat();
  if (size > limits.FILE_BYTES) {
    await file.close();
    throw failure('FILE_TOO_LARGE', { location, file: name, most: String(limits.FILE_BYTES) });
  }
  if (size > 0) return Object.assign(file.createReadStream({ end: size - 1, signal }), { size });
  await file.close();
  return Object.assign(Readable.from([]), { size });
}

async function move(root: FolderRoot, wish: FolderWish, from: string, to: string): Promise<string> {
  const source = await regularFile(root, wish, from);
  await root.makeWay(to);
  for (const name of namesNear(to)) if (await giveName(source, await root.locate(name))) return name;
  throw failure('FILE_TAKEN', { location: wish.location, file: to });
}

/** Where a file lies that is one: to take away a folder or a link is not what was asked. */
async function regularFile(root: FolderRoot, { location }: FolderWish, name: string): Promise<string> {
  const place = await root.locate(name);
  if (!(await lstat(place)).isFile()) throw failure('FILE_NOT_FOUND', { location, file: name });
  return place;
}
