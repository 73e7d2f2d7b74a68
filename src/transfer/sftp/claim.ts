import { failure } from '../../errors.ts';
import { namesNear, partOf, secondPartOf } from '../files/index.ts';
import { isStatus } from './failure.ts';
import { isThere, makeWay, type ServerParts } from './names.ts';

/** An owner's mark is far shorter. */
const MARK_BYTES = 200;

/** `FileStore.claim` on a server, as in a folder; the server must honour "only if it is not there" (all known do). */
export async function claimOnServer(parts: ServerParts, wish: string, owner: string): Promise<string> {
  const { session, placeOf, location } = parts;
  await makeWay(parts, wish);
  for (const name of namesNear(wish)) {
    if (await isThere(parts, name)) continue;
    if (await isThere(parts, partOf(name))) {
      if (await markOf(parts, partOf(name)) === owner) return name;
      continue;
    }
    const bytes = Buffer.from(owner);
    const made = await placed(parts, partOf(name), bytes);
    if (made && !await isThere(parts, name)) return name;
    if (made) await session.ask((sftp, done) => sftp.unlink(placeOf(partOf(name)), done)); // another's got the name
  }
  throw failure('FILE_TAKEN', { location, file: wish });
}

/** @returns false when another's mark was placed in between */
async function placed(parts: ServerParts, part: string, mark: Buffer): Promise<boolean> {
  const { session, placeOf } = parts;
  let handle: Buffer;
  try {
    handle = await session.ask<Buffer>((sftp, done) => sftp.open(placeOf(part), 'wx', done));
  } catch (error) {
    if (isStatus(error, 'FAILURE') && await isThere(parts, part)) return false;
    throw error;
  }
  try {
    await session.ask((sftp, done) => sftp.write(handle, mark, 0, mark.length, 0, done));
    await session.ask((sftp, done) => sftp.close(handle, done));
    return true;
  } catch (error) { // a full disk, say; without its mark it would be nobody's
    await session.ask((sftp, done) => sftp.close(handle, done)).catch(() => undefined);
    await session.ask((sftp, done) => sftp.unlink(placeOf(part), done)).catch(() => undefined);
    throw error;
  }
}

/** @returns '' also when it has just gone: whoever placed it has finished */
async function markOf({ session, placeOf }: ServerParts, part: string): Promise<string> {
  let handle: Buffer;
  try {
    handle = await session.ask<Buffer>((sftp, done) => sftp.open(placeOf(part), 'r', done));
  } catch (error) {
    if (isStatus(error, 'NO_SUCH_FILE')) return '';
    throw error;
  }
  const mark = Buffer.alloc(MARK_BYTES);
  try {
    const bytes = await session.ask<number>((sftp, done) =>
      sftp.read(handle, mark, 0, MARK_BYTES, 0, (error, read) => done(error, read)));
    return mark.toString('utf8', 0, bytes);
  } catch (error) {
    if (isStatus(error, 'EOF')) return '';
    throw error;
  } finally {
    await session.ask((sftp, done) => sftp.close(handle, done));
  }
}

/** `FileStore.discard` on a server. */
export async function discardOnServer({ session, placeOf }: ServerParts, name: string): Promise<void> {
  for (const part of [partOf(name), secondPartOf(name)]) {
    await session.ask((sftp, done) => sftp.unlink(placeOf(part), done)).catch((error: unknown) => {
      if (!isStatus(error, 'NO_SUCH_FILE')) throw error;
    });
  }
}
