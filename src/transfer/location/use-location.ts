import { randomUUID } from 'node:crypto';
import type { Scope } from '../../db/index.ts';
import type { FileStore } from '../files/index.ts';
import { openLocation } from './open-location.ts';

/**
 * Opens a location for some work and closes it.
 * @param called its number or name
 * @throws {TolkError} as openLocation, and what the work throws
 */
export async function withLocation<Result>(
  scope: Scope, called: string, work: (store: FileStore) => Promise<Result>,
): Promise<Result> {
  const store = await openLocation(scope, called);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * Writes a file for a person who waits for it: given up when it fails, nothing repeats it.
 * @returns the name it got, as a taken one gets a suffix, and its bytes
 * @throws {TolkError} as openLocation and FileStore.write
 */
export function putFile(
  scope: Scope, called: string, wish: string, source: AsyncIterable<Uint8Array>,
): Promise<{ readonly name: string; readonly size: number }> {
  return withLocation(scope, called, async (store) => {
    const name = await store.claim(wish, `${scope.actor.name} ${randomUUID()}`);
    try {
      return { name, size: await store.write(name, source) };
    } catch (error) {
      await store.discard(name).catch(() => undefined); // the first failure is the one to tell
      throw error;
    }
  });
}
