import type { Scope } from '../../db/index.ts';
import type { OpenedFile } from '../files/index.ts';
import { openLocation } from './open-location.ts';

/**
 * Opens a file of a location for reading, and its location with it; both are closed with the stream. Destroy it to
 * stop early.
 * @param called number or name of the location
 * @throws {TolkError} as openLocation and FileStore.read
 */
export async function openFile(scope: Scope, called: string, name: string): Promise<OpenedFile> {
  const store = await openLocation(scope, called);
  try {
    const file = await store.read(name);
    return file.once('close', () => void store.close());
  } catch (error) {
    await store.close();
    throw error;
  }
}
