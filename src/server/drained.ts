import type { ServerResponse } from 'node:http';

/** Larger answers leave in parts of about this size, in bytes, each when those before are under way. */
export const PIECE = 64 * 1024;

/**
 * Waits until the caller has taken what was written so far.
 * @param patience milliseconds; after them the caller is late, and the connection should be cut
 */
export function drained(response: ServerResponse, patience: number): Promise<'drained' | 'gone' | 'late'> {
  return new Promise((resolve) => {
    if (response.destroyed) return void resolve('gone');
    const late = setTimeout(() => end('late'), patience);
    const onDrain = () => end('drained');
    const onClose = () => end('gone');
    response.on('drain', onDrain).on('close', onClose);

    function end(how: 'drained' | 'gone' | 'late'): void {
      clearTimeout(late);
      response.off('drain', onDrain).off('close', onClose);
      resolve(how);
    }
  });
}
