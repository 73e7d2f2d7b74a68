import { failure } from '../../errors.ts';
import { checkFileName, checkFolder, namesNear, type FileStore } from '../files/index.ts';
import { claimOnServer, discardOnServer } from './claim.ts';
import type { SftpWish } from './connect.ts';
import { statusFailure } from './failure.ts';
import { findOnServer, listOnServer } from './list.ts';
import { giveName, makeWay, type ServerParts } from './names.ts';
import { readOnServer } from './read.ts';
import { openSession } from './session.ts';
import { writeOnServer } from './write.ts';

/** An opened server, with the key that it showed. */
export interface ServerStore extends FileStore {
  readonly hostKey: string;
}

/**
 * Opens an SFTP server as a location.
 * @throws {TolkError} as connect; FILE_NOT_FOUND when its start folder is not there
 */
export async function openSftp(wish: SftpWish): Promise<ServerStore> {
  const { server, location, limits } = wish;
  const session = await openSession(wish);
  const start = server.path === '' || server.path === '/' ? server.path : `${server.path}/`;
  const placeOf = (name: string) => start + name;
  const parts: ServerParts = { session, placeOf, location, limits };
  const on = async <Result>(file: string, act: () => Promise<Result>, denied = file): Promise<Result> => {
    try {
      return await act();
    } catch (error) {
      throw statusFailure(location, { file, denied }, error);
    }
  };
  try {
    await on(server.path, async () => {
      const handle = await session.ask<Buffer>((sftp, done) => sftp.opendir(server.path || '.', done));
      await session.ask((sftp, done) => sftp.close(handle, done));
    });
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    hostKey: session.hostKey,
    list: (folder) => on(folder, () => listOnServer(session, {
      place: placeOf(checkFolder(folder)) || '.', folder, location, most: limits.FOLDER_ENTRIES,
    })),
    find: (name) => on(name, () => findOnServer(session, placeOf(checkFileName(name)), name)),
    read: (name) => on(name, () =>
      readOnServer(session, { place: placeOf(checkFileName(name)), file: name, location, most: limits.FILE_BYTES })),
    claim: (name, owner) => on(name, () => claimOnServer(parts, checkFileName(name), owner)),
    write: (name, source) => on(name, () => writeOnServer(parts, checkFileName(name), source)),
    discard: (name) => on(name, () => discardOnServer(parts, checkFileName(name))),
    move: (from, to) =>
      on(from, () => move(parts, checkFileName(from), checkFileName(to)), `${from} to ${to}`),
    remove: (name) => on(name, async () => {
      await regularFile(parts, checkFileName(name));
      await session.ask((sftp, done) => sftp.unlink(placeOf(name), done));
    }),
    close: () => session.close(),
  };
}

async function move(parts: ServerParts, from: string, to: string): Promise<string> {
  await regularFile(parts, from);
  await makeWay(parts, to);
  for (const name of namesNear(to)) if (await giveName(parts, from, name)) return name;
  throw failure('FILE_TAKEN', { location: parts.location, file: to });
}

/** To take away a folder or a link is not what was asked. */
async function regularFile({ session, placeOf, location }: ServerParts, name: string): Promise<void> {
  const found = await session.ask<{ isFile(): boolean }>((sftp, done) => sftp.lstat(placeOf(name), done));
  if (!found.isFile()) throw failure('FILE_NOT_FOUND', { location, file: name });
}
