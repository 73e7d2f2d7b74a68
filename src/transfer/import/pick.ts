import { failure } from '../../errors.ts';
import { pickFiles, type StoredFile } from '../files/index.ts';
import { takeFile, unknownFiles } from './import-file.ts';
import type { ImportWork } from './import-work.ts';
import { startImportRun } from './start-import.ts';

/** What we write beside the files that we read (error-file.ts) is none of them. */
const OURS = /\.errors( \(\d+\))?\.csv$/i;

/**
 * The first phase: chooses the file of a run and stores the choice, before anything else is done with it. Where more
 * files wait, a run for the next one is started in the same step; that starts the one after it.
 * @returns whether there was a file
 * @throws {TolkError} FILE_MISSING, FILE_NOT_FOUND; as FileStore.list
 */
export async function pickFile(work: ImportWork): Promise<boolean> {
  const { run, wish, definition } = work;
  const { id: importId, locationId, file: { location, name: pattern, missing } } = definition;
  const at = wish.at ?? run.dueAt ?? run.createdAt;
  const [first, next] = wish.file === undefined ? await candidates(work, at) : [await fileCalled(work, wish.file)];
  if (first === undefined) {
    if (missing === 'fail' && !wish.follow) throw failure('FILE_MISSING', { file: pattern, location });
    await run.step(() => Promise.resolve(), () => ({ cursor: { phase: 'end' }, counters: { files: 0 } }));
    return false;
  }
  const { name, size: bytes } = first;
  await run.step(async (tx) => {
    await takeFile(tx, { runId: run.id, importId, locationId, isDryRun: wish.dryRun }, first);
    if (next !== undefined && !wish.dryRun) {
      await startImportRun(tx, definition, { force: wish.force, follow: true, at: at.toISOString() });
    }
  }, () => ({ cursor: { phase: 'stage' }, counters: { files: 1 }, files: [{ role: 'input', location, name, bytes }] }));
  return true;
}

/** Files that fit the pattern, and that no run has picked as they are now; oldest first. */
async function candidates({ run: { scope }, store, definition }: ImportWork, at: Date): Promise<StoredFile[]> {
  const { id: importId, locationId, file } = definition;
  const found = await pickFiles(store, file.name, { at, zone: scope.brand.timeZone });
  return unknownFiles(scope, { importId, locationId }, found.filter(({ name }) => !OURS.test(name)), at);
}

async function fileCalled(
  { store, definition: { file: { location } } }: ImportWork, name: string,
): Promise<StoredFile> {
  const found = await store.find(name);
  if (found === undefined) throw failure('FILE_NOT_FOUND', { file: name, location });
  return found;
}

/** Whether a file is the one that was seen before. */
export function isAsBefore(
  now: StoredFile | undefined, { size, modifiedAt }: Omit<StoredFile, 'name'>,
): now is StoredFile {
  return now?.size === size && now.modifiedAt.getTime() === modifiedAt.getTime();
}
