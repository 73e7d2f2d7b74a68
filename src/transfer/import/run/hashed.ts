import { createHash } from 'node:crypto';

/** A file that is read, and what its bytes were. */
export interface HashedBytes {
  readonly all: AsyncGenerator<Uint8Array>;
  /** Bytes that were read so far. */
  readonly read: () => number;
  /** Reads what the reader of `all` left (behind the end of gzip data). @returns SHA-256 of all bytes */
  readonly end: () => Promise<Buffer>;
}

/** Counts and hashes the bytes of a source on their way. Whoever does not come to `end` ends the source. */
export function hashed(source: AsyncIterable<Uint8Array>): HashedBytes {
  const hash = createHash('sha256');
  const iterator = source[Symbol.asyncIterator]();
  let bytes = 0;
  async function* all(): AsyncGenerator<Uint8Array> {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      hash.update(next.value);
      bytes += next.value.length;
      yield next.value;
    }
  }
  return {
    all: all(),
    read: () => bytes,
    async end() {
      for await (const rest of all()) void rest;
      return hash.digest();
    },
  };
}
