import { TolkError } from '../../errors.ts';
import { folderOf, namesNear, type FileStore, type StoredFile } from '../files/index.ts';

/** A file as it was seen; a move changes neither its size nor its time. */
type Seen = Omit<StoredFile, 'name'>;

/**
 * Moves a file, whether or not somebody did so before and did not live to say it; others may do it at this moment.
 * A file of that name that is another by now is left alone.
 * @returns where it is now; undefined: nowhere, somebody has taken it away
 * @throws {TolkError} as FileStore.move, but not FILE_NOT_FOUND
 */
export async function moveOnce(store: FileStore, file: Seen, from: string, to: string): Promise<string | undefined> {
  const found = await store.find(from);
  if (found !== undefined && isSame(found, file)) {
    try {
      return await store.move(from, to);
    } catch (error) {
      if (!(error instanceof TolkError) || error.code !== 'FILE_NOT_FOUND') throw error; // another was faster
    }
  }
  const there = new Set((await store.list(folderOf(to))).filter((one) => isSame(one, file)).map(({ name }) => name));
  if (there.size === 0) return undefined;
  for (const name of namesNear(to)) if (there.has(name.slice(folderOf(to).length + 1))) return name;
  return undefined;
}

function isSame(one: Seen, other: Seen): boolean {
  return one.size === other.size && one.modifiedAt.getTime() === other.modifiedAt.getTime();
}
