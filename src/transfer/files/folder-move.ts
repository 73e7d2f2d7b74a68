import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isCode } from './folder-failure.ts';
import { syncFolder } from './folder-root.ts';

/** File systems without second names for a file (exFAT, some network drives) answer so. */
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * A file with both names for so long, in milliseconds, was left so by somebody who was killed. Shorter than the time
 * after which another takes over a killed run (JOB_SILENCE), so that this one need not wait.
 */
const ABANDONED = 20_000;
const PAUSE = 50;

/**
 * Gives a file another name unless that is taken: a rename would overwrite, so the file gets the new name as a second
 * one, which fails when it is taken, and then loses the old. Of many who move one file exactly one takes the old name
 * away; the others take back the names that they gave. One that was killed in between is ended by whoever repeats it.
 * @returns whether it has the name now; false: another file has it
 * @throws ENOENT when the file is not there (any more)
 */
export async function giveName(from: string, to: string, now: () => number = Date.now): Promise<boolean> {
  for (;;) {
    try {
      await link(from, to);
      break;
    } catch (error) {
      if (isCode(error, ...WITHOUT_LINKS)) return giveNameWithoutLinks(from, to);
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const [file, other] = [await lstat(from), await lstat(to).catch(() => undefined)];
    if (other === undefined) continue;
    if (file.ino !== other.ino || file.dev !== other.dev) return false;
    if (now() - file.ctimeMs > ABANDONED) break;
    await setTimeout(PAUSE); // somebody is at it
  }
  await takeNameAway(from, to);
  await syncFolders(from, to);
  return true;
}

async function takeNameAway(from: string, to: string): Promise<void> {
  try {
    await unlink(from);
  } catch (error) {
    // Another was faster, and the file has the name that it gave. The last name is never taken away.
    if ((await lstat(to)).nlink > 1) await unlink(to);
    throw error;
  }
}

/** The same there: the new name is taken by an empty file first, which the rename then replaces. */
export async function giveNameWithoutLinks(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx')).close();
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await rename(from, to);
  } catch (error) {
    await unlink(to);
    throw error;
  }
  await syncFolders(from, to);
  return true;
}

/** Whether two names are those of one file. @throws ENOENT when the first is not there */
export async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = [await lstat(one), await lstat(other).catch(() => undefined)];
  return first.ino === second?.ino && first.dev === second.dev;
}

async function syncFolders(from: string, to: string): Promise<void> {
  await syncFolder(path.dirname(to));
  if (path.dirname(from) !== path.dirname(to)) await syncFolder(path.dirname(from));
}
