import type { SFTPWrapper } from 'ssh2';
import { failure } from '../../errors.ts';
import { folderOf } from '../files/index.ts';
import { isLacking, isStatus } from './failure.ts';
import type { SftpSession } from './session.ts';

/** A session with the way to its files. */
export interface ServerParts {
  readonly session: SftpSession;
  /** Where a name is on the server. */
  readonly placeOf: (name: string) => string;
  readonly location: string;
  readonly limits: { readonly FILE_BYTES: number };
}

/**
 * Renames, never overwriting: a plain rename of SFTP 3 fails when the name is taken. Servers exist that do not care, so
 * it is looked at before.
 * @returns whether it has the name now; false: another file has it
 */
export async function giveName(parts: ServerParts, from: string, to: string): Promise<boolean> {
  const { session, placeOf, location } = parts;
  if (await isThere(parts, to)) return false;
  try {
    await session.ask((sftp, done) => sftp.rename(placeOf(from), placeOf(to), done));
    return true;
  } catch (error) {
    if (!isStatus(error, 'FAILURE') && !isStatus(error, 'OP_UNSUPPORTED')) throw error;
    if (await isThere(parts, to)) return false;
    if (!await isThere(parts, from)) throw failure('FILE_NOT_FOUND', { location, file: from }, { cause: error });
    throw error;
  }
}

/** Puts a file in the place of an older one of our own; in one step where the server can. */
export async function replace({ session, placeOf }: ServerParts, from: string, to: string): Promise<void> {
  const [source, target] = [placeOf(from), placeOf(to)];
  try {
    await session.ask((sftp, done) => sftp.ext_openssh_rename(source, target, done));
  } catch (error) {
    if (!isLacking(error)) throw error;
    await session.ask((sftp, done) => sftp.unlink(target, done));
    await session.ask((sftp, done) => sftp.rename(source, target, done));
  }
}

/** Makes the folders of a name below the start folder. */
export async function makeWay({ session, placeOf }: ServerParts, name: string): Promise<void> {
  const folder = folderOf(name);
  if (folder === '') return;
  const is = (path: string) => lookAt((sftp, done) => sftp.stat(placeOf(path), done), session);
  if (await is(folder)) return;
  const parts = folder.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const path = parts.slice(0, depth).join('/');
    if (await is(path)) continue;
    await session.ask((sftp, done) => sftp.mkdir(placeOf(path), done)).catch(async (error: unknown) => {
      if (!await is(path)) throw error; // made by another in between
    });
  }
}

/** Whether anything has the name, a link or a folder too. */
export function isThere({ session, placeOf }: ServerParts, name: string): Promise<boolean> {
  return lookAt((sftp, done) => sftp.lstat(placeOf(name), done), session);
}

type Look = (sftp: SFTPWrapper, done: (error: Error | null | undefined, found: unknown) => void) => unknown;

async function lookAt(look: Look, session: SftpSession): Promise<boolean> {
  try {
    await session.ask(look);
    return true;
  } catch (error) {
    if (isStatus(error, 'NO_SUCH_FILE')) return false;
    throw error;
  }
}
