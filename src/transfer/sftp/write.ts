import { failure } from '../../errors.ts';
import { partOf, secondPartOf } from '../files/index.ts';
import { isLacking } from './failure.ts';
import { giveName, isThere, makeWay, replace, type ServerParts } from './names.ts';
import type { SftpSession } from './session.ts';

/** Every server takes this much at once. */
const PIECE = 32 * 1024;
/** Pieces under way at once: the way to the server is long, its answers are not waited for one by one. */
const PIECES = 32;

/** `FileStore.write` on a server: the same steps as in a folder (folder-write.ts says why). */
export async function writeOnServer(
  parts: ServerParts, name: string, source: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { location } = parts;
  await makeWay(parts, name);
  const isWhole = await isThere(parts, name);
  if (isWhole && await isThere(parts, partOf(name))) throw failure('FILE_TAKEN', { location, file: name });
  const part = isWhole ? secondPartOf(name) : partOf(name);
  const bytes = await fill(parts, part, source);
  if (isWhole) await replace(parts, part, name);
  else if (!await giveName(parts, part, name)) throw failure('FILE_TAKEN', { location, file: name });
  return bytes;
}

async function fill(parts: ServerParts, part: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const { session, placeOf, location, limits } = parts;
  const handle = await session.ask<Buffer>((sftp, done) => sftp.open(placeOf(part), 'w', done));
  const under = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  let bytes = 0;
  const send = (piece: Buffer, position: number) => {
    const sent: Promise<void> = session
      .ask((sftp, done) => sftp.write(handle, piece, 0, piece.length, position, done))
      .catch((error: unknown) => void (failed ??= { error }))
      .finally(() => under.delete(sent));
    under.add(sent);
  };
  try {
    for await (const chunk of source) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      for (let at = 0; at < buffer.length; at += PIECE) {
        const piece = buffer.subarray(at, at + PIECE);
        if (bytes + piece.length > limits.FILE_BYTES) {
          throw failure('FILE_TOO_LARGE', { location, file: part, most: String(limits.FILE_BYTES) });
        }
        send(piece, bytes);
        bytes += piece.length;
        if (under.size >= PIECES) await Promise.race(under);
        if (failed !== undefined) throw failed.error;
      }
    }
    await Promise.all(under);
    if (failed !== undefined) throw failed.error;
    await toDisk(session, handle);
    const { size } = await session.ask<{ size: number }>((sftp, done) => sftp.fstat(handle, done));
    if (size !== bytes) throw failure('LOCATION_FAILED', { location, why: `${part} has ${size} bytes of ${bytes} sent` });
  } catch (error) {
    await session.ask((sftp, done) => sftp.close(handle, done)).catch(() => undefined); // the first failure counts
    throw error;
  }
  await session.ask((sftp, done) => sftp.close(handle, done)); // some servers say only now that the disk is full
  return bytes;
}

/** Where the server can be asked for it. */
async function toDisk(session: SftpSession, handle: Buffer): Promise<void> {
  try {
    await session.ask((sftp, done) => sftp.ext_openssh_fsync(handle, done as (error: Error | undefined) => void));
  } catch (error) {
    if (isLacking(error)) return;
    throw error;
  }
}
