import { PassThrough, pipeline, type Readable } from 'node:stream';
import { constants, createGunzip, createInflate } from 'node:zlib';

/** No body at all, as of HEAD, is no error; one that broke off is found by HTTP itself. */
const LENIENT = { finishFlush: constants.Z_SYNC_FLUSH };
const DECODERS = new Map([
  ['gzip', () => createGunzip(LENIENT)], ['deflate', () => createInflate(LENIENT)],
]);

/** Whether `readBody` inflates it; a coding that is not known stays, and so does the header that names it. */
export function isInflated(coding: string | undefined): boolean {
  return coding !== undefined && DECODERS.has(coding.trim().toLowerCase());
}

/**
 * Takes a body, inflated, up to so many bytes; the rest is not read, so that neither an endless answer nor a small one
 * that inflates to gigabytes costs more.
 */
export async function readBody(
  body: Readable, coding: string | undefined, most: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean }> {
  const decoder = DECODERS.get(coding?.trim().toLowerCase() ?? '')?.() ?? new PassThrough();
  const plain = pipeline(body, decoder, () => undefined); // it ends, or fails, for the reader below too
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of plain as AsyncIterable<Buffer>) {
    pieces.push(piece.subarray(0, most - size));
    size += piece.length;
    if (size > most) return { bytes: Buffer.concat(pieces), isCut: true }; // leaving the loop ends the connection
  }
  return { bytes: Buffer.concat(pieces), isCut: false };
}
