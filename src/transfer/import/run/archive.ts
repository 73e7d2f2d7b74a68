import type { RunFile } from '../../../schedule/index.ts';
import { folderOf, namesNear, type FileStore } from '../../files/index.ts';
import { notePlace, type ImportFile } from './file-of-run.ts';
import type { ImportWork } from './work.ts';
import { isAsBefore } from './pick-file.ts';

/** The last phase: the file goes where those that were imported are. @throws {TolkError} as FileStore.move */
export async function archiveFile(work: ImportWork, file: ImportFile): Promise<void> {
  const { run, definition: { file: { archive } } } = work;
  const place = await moved(work.store, file, archive);
  await run.step((tx) => notePlace(tx, run.id, place), () => ({
    cursor: { phase: 'end' }, progress: 1, files: withPlace(work, place, file),
  }));
}

/**
 * Moves a file out of the way, once: a file of that name that is another by now is not ours, and stays.
 * @param folder undefined: it stays where it is
 * @returns where it lies now
 */
export async function moved(store: FileStore, file: ImportFile, folder: string | undefined): Promise<string> {
  if (folder === undefined || folder === folderOf(file.place)) return file.place;
  const base = file.place.slice(file.place.lastIndexOf('/') + 1);
  const to = folder === '' ? base : `${folder}/${base}`;
  const now = await store.find(file.place);
  return isAsBefore(now, file) ? store.move(file.place, to) : await movedBefore(store, file, to) ?? file.place;
}

/** Where an attempt that was killed has moved it: the file of that size and time in the folder. */
async function movedBefore(store: FileStore, file: ImportFile, to: string): Promise<string | undefined> {
  const folder = folderOf(to);
  const there = new Set((await store.list(folder)).filter((one) => isAsBefore(one, file))
    .map(({ name }) => (folder === '' ? name : `${folder}/${name}`)));
  if (there.size === 0) return undefined;
  for (const name of namesNear(to)) if (there.has(name)) return name;
  return undefined;
}

/** The files of a run with the one that was moved. */
export function withPlace({ run, definition }: ImportWork, place: string, file: ImportFile, role = 'archive'): readonly RunFile[] {
  if (place === file.place) return run.files;
  const { location } = definition.file;
  return [...run.files.filter((one) => one.role !== role), { role, location, name: place, bytes: file.size }];
}

