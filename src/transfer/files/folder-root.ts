import { constants } from 'node:fs';
import { lstat, mkdir, open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../errors.ts';
import { isCode } from './folder-failure.ts';
import { pathParts } from './names.ts';

/** Windows has no such flag; there only the look after opening guards. */
const { O_NOFOLLOW = 0 } = constants;
/** Of files: who shares the folder's group (an SFTP server, say) may read them. */
const FILE_MODE = 0o640;

/**
 * A folder that names cannot lead out of. Links inside it are followed nowhere: others may write there too (people with
 * an SFTP account of their own). Each path is looked at before use, and an opened file is asked where it lies, so that
 * a folder swapped for a link in between gives away nothing. (Only Linux can tell; elsewhere its path is looked at
 * again, and who swaps fast enough may win.)
 */
export interface FolderRoot {
  /** Where a name lies, in a real folder below the root. @throws FIELD_VALUE, LOCATION_DENIED (a link), ENOENT */
  locate(name: string): Promise<string>;
  /** The same for a folder, '' for the root. */
  locateFolder(folder: string): Promise<string>;
  /** Makes the folders of a name that are not there yet. */
  makeWay(name: string): Promise<void>;
  /** Opens a regular file. @param flags of open(2); a new file is made with FILE_MODE */
  open(name: string, flags: number): Promise<FileHandle>;
}

/**
 * @param base whole path of the folder that nothing leads out of; both are made when they are not there
 * @param start the root below it, '' for itself
 * @param location its name for errors
 */
export async function folderRoot(base: string, start: string, location: string): Promise<FolderRoot> {
  await mkdir(base, { recursive: true, mode: 0o750 });
  const outer = rootAt(await realpath(base), location);
  if (start === '') return outer;
  await outer.makeWay(`${start}/x`);
  return rootAt(await outer.locateFolder(start), location);
}

function rootAt(real: string, location: string): FolderRoot {
  const escape = (file: string) => failure('LOCATION_DENIED', { location, file });
  const below = (parts: readonly string[]) => path.join(real, ...parts);

  async function checkParent(parts: readonly string[], name: string): Promise<void> {
    const parent = below(parts.slice(0, -1));
    if (await realpath(parent) !== parent) throw escape(name);
  }

  async function locate(name: string): Promise<string> {
    const parts = pathParts('file', name);
    await checkParent(parts, name);
    return below(parts);
  }

  return {
    locate,

    async locateFolder(folder) {
      if (folder === '') return real;
      const place = await locate(folder);
      if (await realpath(place) !== place) throw escape(folder);
      return place;
    },

    async makeWay(name) {
      const parts = pathParts('file', name);
      for (let depth = 1; depth < parts.length; depth++) {
        await checkParent(parts.slice(0, depth), name);
        await mkdir(below(parts.slice(0, depth)), { mode: 0o750 }).catch((error: unknown) => {
          if (!isCode(error, 'EEXIST')) throw error;
        });
      }
    },

    async open(name, flags) {
      const place = await locate(name);
      const found = await lstat(place).catch(() => undefined);
      if (found !== undefined && !found.isFile()) throw escape(name); // to open a pipe would wait for its other end
      const file = await open(place, flags | O_NOFOLLOW, FILE_MODE);
      try {
        const opened = await openedPlace(file) ?? await locate(name);
        if (!opened.startsWith(real + path.sep) || !(await file.stat()).isFile()) throw escape(name);
        if (opened !== place) throw failure('FILE_NOT_FOUND', { location, file: name }); // moved meanwhile
        return file;
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  };
}

/** Where an open file really lies; Linux knows, others do not. */
async function openedPlace({ fd }: FileHandle): Promise<string | undefined> {
  try {
    return await readlink(`/proc/self/fd/${fd}`);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Puts a folder's list of names on disk, without which a power cut may take a new name back; Windows cannot. */
export async function syncFolder(place: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(place, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
