import { constants } from 'node:fs';
import { lstat, rename, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../errors.ts';
import { isCode } from './folder-failure.ts';
import { giveName, isSame } from './folder-move.ts';
import { syncFolder, type FolderRoot } from './folder-root.ts';
import { namesNear, partOf, secondPartOf } from './names.ts';

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
/** An owner's mark is far shorter. */
const MARK_BYTES = 200;

interface FolderParts {
  readonly root: FolderRoot;
  /** Name of the location, for errors. */
  readonly location: string;
  readonly limits: { readonly FILE_BYTES: number };
  readonly signal: AbortSignal | undefined;
}

/** `FileStore.claim` in a folder. The mark of the owner in the empty `.part` lets a repeated claim find its own. */
export async function claimInFolder({ root, location }: FolderParts, wish: string, owner: string): Promise<string> {
  await root.makeWay(wish);
  for (const name of namesNear(wish)) {
    if (await isThere(root, name)) continue;
    const mine = await placeMark(root, partOf(name), owner);
    if (mine && !await isThere(root, name)) return name;
    if (mine) await unlink(await root.locate(partOf(name))); // another's file got the name in between
  }
  throw failure('FILE_TAKEN', { location, file: wish });
}

/** @returns whether the mark stands there, now or since before */
async function placeMark(root: FolderRoot, part: string, owner: string): Promise<boolean> {
  try {
    const file = await root.open(part, O_WRONLY | O_CREAT | O_EXCL);
    await closing(file, () => file.writeFile(owner)).catch(async (error: unknown) => {
      await unlink(await root.locate(part)); // the disk is full; without its mark it would be nobody's
      throw error;
    });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const file = await root.open(part, O_RDONLY);
  return closing(file, async () => {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MARK_BYTES), position: 0 });
    return buffer.toString('utf8', 0, bytesRead) === owner;
  });
}

/**
 * `FileStore.write` in a folder. A claimed name has its `.part` until the file is whole. So when the name is there and
 * the part is not, an earlier attempt of the same claim came to its end: its file is replaced. When both are there,
 * somebody else took the name.
 */
export async function writeInFolder(
  parts: FolderParts, name: string, source: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { root, location } = parts;
  await root.makeWay(name);
  const place = await root.locate(name);
  const first = await root.locate(partOf(name));
  const isWhole = await isThere(root, name);
  if (isWhole && await isThere(root, partOf(name))) {
    if (!await isSame(first, place)) throw failure('FILE_TAKEN', { location, file: name });
    await unlink(first); // killed between both halves of giving the name
  }
  if (!isWhole) {
    const bytes = await fill(parts, partOf(name), source);
    if (!await giveName(first, place)) throw failure('FILE_TAKEN', { location, file: name });
    return bytes;
  }
  const bytes = await fill(parts, secondPartOf(name), source);
  await rename(await root.locate(secondPartOf(name)), place);
  await syncFolder(path.dirname(place));
  return bytes;
}

async function fill(
  { root, location, limits, signal }: FolderParts, part: string, source: AsyncIterable<Uint8Array>,
): Promise<number> {
  const file = await root.open(part, O_WRONLY | O_CREAT);
  return closing(file, async () => {
    await file.truncate(); // not by opening it, before it is known where it lies
    let bytes = 0;
    for await (const chunk of source) {
      signal?.throwIfAborted();
      bytes += chunk.length;
      if (bytes > limits.FILE_BYTES) {
        throw failure('FILE_TOO_LARGE', { location, file: part, most: String(limits.FILE_BYTES) });
      }
      await file.writeFile(chunk);
    }
    await file.sync();
    return bytes;
  });
}

/** `FileStore.discard` in a folder. */
export async function discardInFolder({ root }: FolderParts, name: string): Promise<void> {
  for (const part of [partOf(name), secondPartOf(name)]) {
    try {
      await unlink(await root.locate(part));
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
  }
}

/** Whether anything has the name, a link or a folder too. */
async function isThere(root: FolderRoot, name: string): Promise<boolean> {
  try {
    await lstat(await root.locate(name));
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function closing<Result>(file: FileHandle, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await file.close();
  }
}
