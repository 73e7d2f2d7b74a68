import { Readable } from 'node:stream';
import { failure } from '../../errors.ts';
import type { OpenedFile } from '../files/index.ts';
import { statusFailure } from './failure.ts';
import type { SftpSession } from './session.ts';

/** OpenSSH gives at most 256 KB at once, others 32 KB. */
const PIECE = 32 * 1024;
/** Pieces asked for at once: the way to the server is long, its answers are not waited for one by one. */
const PIECES = 32;

interface Wanted {
  readonly place: string;
  readonly file: string;
  readonly location: string;
  /** Most bytes. */
  readonly most: number;
}

/** `FileStore.read` of a server. */
export async function readOnServer(session: SftpSession, wanted: Wanted): Promise<OpenedFile> {
  const { place, file, location, most } = wanted;
  const handle = await session.ask<Buffer>((sftp, done) => sftp.open(place, 'r', done));
  const close = () => void session.ask((sftp, done) => sftp.close(handle, done)).catch(() => undefined);
  try {
    const stats = await session.ask<{ size: number; isDirectory(): boolean }>((sftp, done) => sftp.fstat(handle, done));
    if (stats.isDirectory()) throw failure('FILE_NOT_FOUND', { location, file });
    const { size } = stats;
    if (size > most) throw failure('FILE_TOO_LARGE', { location, file, most: String(most) });
    const bytes = Readable.from(pieces(session, wanted, handle, size), { objectMode: false, highWaterMark: PIECE });
    return Object.assign(bytes.once('close', close), { size });
  } catch (error) {
    close();
    throw error;
  }
}

async function* pieces(
  session: SftpSession, { file, location }: Wanted, handle: Buffer, size: number,
): AsyncGenerator<Buffer, undefined> {
  const asked: Promise<Buffer>[] = [];
  let next = 0;
  const ask = () => {
    const piece = readPiece(session, handle, next, Math.min(PIECE, size - next));
    piece.catch(() => undefined); // told when its turn comes, if it does
    asked.push(piece);
    next += PIECE;
  };
  try {
    for (let given = 0; given < size;) {
      while (asked.length < PIECES && next < size) ask();
      const piece = await asked.shift();
      if (piece === undefined || piece.length < Math.min(PIECE, size - given)) {
        throw failure('LOCATION_FAILED', { location, why: `${file} became shorter while it was read` });
      }
      given += piece.length;
      yield piece;
    }
  } catch (error) {
    throw statusFailure(location, { file, denied: file }, error);
  }
}

/** A server may give less than was asked for, and the rest when asked again. */
async function readPiece(session: SftpSession, handle: Buffer, from: number, length: number): Promise<Buffer> {
  const piece = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const read = await session.ask<number>((sftp, done) =>
      sftp.read(handle, piece, got, length - got, from + got, (error, bytes) => done(error, bytes)));
    if (read === 0) break;
    got += read;
  }
  return piece.subarray(0, got);
}
