import type { Response } from 'express';
import { drained } from '../../server/index.ts';

/**
 * Waits until the caller has taken what was written.
 * @param patience milliseconds
 * @returns false when the caller is gone
 * @throws {Error} when it is late, whereupon the connection is cut, so that nobody takes a part for the whole
 */
export async function taken(response: Response, patience: number): Promise<boolean> {
  const how = patience > 0 ? await drained(response, patience) : 'late';
  if (how === 'late') throw new Error('the answer was not taken in time and was cut off');
  return how === 'drained';
}

/**
 * Sends pieces as fast as the caller takes them; for one who is gone no more are made.
 * @param patience milliseconds in which the next one must be taken
 * @throws {Error} as `taken`; what the pieces throw
 */
export async function sendPieces(
  response: Response, pieces: AsyncIterable<string | Uint8Array>, patience: number,
): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed || !response.write(piece) && !await taken(response, patience)) return;
  }
  response.end();
}
