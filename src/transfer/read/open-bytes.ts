import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { failure } from '../../errors.ts';

/** Bytes from which a format is detected. */
const HEAD_BYTES = 64 * 1024;

type Bytes = AsyncIterable<Uint8Array>;

/** A file from its beginning. */
interface OpenedBytes {
  /** Its first HEAD_BYTES, or all of it. */
  readonly head: Buffer;
  readonly isWhole: boolean;
  /** All of it, the head too; to be read once. Leaving the loop early ends the source. */
  readonly all: AsyncGenerator<Buffer>;
  /** Ends the source, also when nothing of `all` was read. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a file that is plain or compressed by gzip.
 * @param most bytes that may come out of it
 * @throws {TolkError} FILE_UNREADABLE when it is empty, a ZIP file, or broken (also later, while it is read)
 */
export async function openBytes(source: Bytes, most: number): Promise<OpenedBytes> {
  const sent = await withHead(source);
  if (startsWith(sent.head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(sent.head, [0x50, 0x4b, 0x05, 0x06])) {
    await sent.close();
    throw unreadable('it is a ZIP file or a workbook: unpack it, or save it as CSV; gzip (.gz) can be read');
  }
  const opened = startsWith(sent.head, [0x1f, 0x8b]) ? await withHead(inflated(sent.all, most)) : sent;
  if (opened.head.length === 0) {
    await opened.close();
    throw unreadable('it is empty');
  }
  return opened;
}

export function unreadable(why: string, cause?: unknown): Error {
  return failure('FILE_UNREADABLE', { why }, { cause });
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, place) => head[place] === byte);
}

async function withHead(source: Bytes): Promise<OpenedBytes> {
  const iterator = source[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  let size = 0;
  let isWhole = false;
  while (size < HEAD_BYTES && !isWhole) {
    const next = await iterator.next();
    isWhole = next.done === true;
    if (next.done !== true) {
      const piece = asBuffer(next.value);
      pieces.push(piece);
      size += piece.length;
    }
  }
  const taken = Buffer.concat(pieces);
  return {
    head: taken.subarray(0, HEAD_BYTES), isWhole: isWhole && size <= HEAD_BYTES, all: allOf(taken, iterator),
    close: async () => void await iterator.return?.(),
  };
}

async function* allOf(taken: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    yield taken;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield asBuffer(next.value);
  } finally {
    await rest.return?.();
  }
}

function asBuffer(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** A few bytes can inflate to very many: they are counted as they come. */
async function* inflated(source: Bytes, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  const gunzip = createGunzip();
  try {
    const unpacked = pipeline(Readable.from(source, { objectMode: false }), gunzip, () => undefined);
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) throw unreadable(`unpacked it has more than ${most} bytes`);
      yield piece;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw unreadable('its gzip data are broken or not whole', error);
  }
}
