import { setTimeout as sleep } from 'node:timers/promises';
import { failure } from '../../../errors.ts';
import { pickFiles, type StoredFile } from '../../files/index.ts';
import { takeFile, unknownFiles } from './file-of-run.ts';
import type { ImportWork } from './work.ts';
import { startImportRuns } from '../start-import.ts';

/** What we write beside the files that we read (error-file.ts) is none of them. */
const OURS = /\.errors( \(\d+\))?\.csv$/i;

/**
 * The first phase: chooses the file of a run and stores the choice, before anything else is done with it. Where more
 * files wait, runs for them are started in the same step, each with its own: they neither look again nor wait for
 * their file to settle, and when one is cancelled the others go on. Behind those a run is started that looks again.
 * @returns whether there was a file
 * @throws {TolkError} FILE_MISSING, FILE_NOT_FOUND; as FileStore.list
 */
export async function pickFile(work: ImportWork): Promise<boolean> {
  const { run, wish, definition } = work;
  const { id: importId, locationId, file: { location, name: pattern, missing } } = definition;
  const at = wish.at ?? run.dueAt ?? run.createdAt;
  const [first, ...others] = wish.file === undefined ? await candidates(work, at) : [await fileCalled(work, wish.file)];
  if (first === undefined) {
    if (missing === 'fail' && !wish.follow) throw failure('FILE_MISSING', { file: pattern, location });
    await run.step(() => Promise.resolve(), () => ({ cursor: { phase: 'end' }, counters: { files: 0 } }));
    return false;
  }
  const { name, size: bytes } = first;
  const inputs = wish.dryRun ? [] : await followers(work, others, at);
  await run.step(async (tx) => {
    await takeFile(tx, { runId: run.id, importId, locationId, isDryRun: wish.dryRun }, first);
    await startImportRuns(tx, definition, inputs);
  }, () => ({ cursor: { phase: 'stage' }, counters: { files: 1 }, files: [{ role: 'input', location, name, bytes }] }));
  return true;
}

/**
 * What the runs behind this one are given. Files have their order: behind one that is still being written none is
 * chosen yet.
 */
async function followers(work: ImportWork, others: readonly StoredFile[], at: Date) {
  const { run: { scope: { limits }, signal }, wish: { force } } = work;
  const input = { force, follow: true, at: at.toISOString() };
  if (others.length === 0) return [];
  let chosen = others.slice(0, limits.IMPORT_FOLLOWERS);
  if (limits.IMPORT_SETTLE > 0) {
    await sleep(limits.IMPORT_SETTLE, undefined, { signal });
    const now = new Map((await candidates(work, at)).map((file) => [file.name, file]));
    const moving = chosen.findIndex((file) => !isAsBefore(now.get(file.name), file));
    if (moving !== -1) chosen = chosen.slice(0, moving);
  }
  const inputs = chosen.map(({ name, size, modifiedAt }) =>
    ({ ...input, chosen: { name, size, modifiedAt: modifiedAt.toISOString() } }));
  return chosen.length < others.length ? [...inputs, input] : inputs;
}

/** Files that fit the pattern, or the chosen one, if no run has picked them as they are now; oldest first. */
async function candidates({ run: { scope }, wish, store, definition }: ImportWork, at: Date): Promise<StoredFile[]> {
  const { id: importId, locationId, file } = definition;
  const found = wish.chosen === undefined
    ? (await pickFiles(store, file.name, { at, zone: scope.brand.timeZone })).filter(({ name }) => !OURS.test(name))
    : [await store.find(wish.chosen.name)].filter((one) => one !== undefined);
  return unknownFiles(scope, { importId, locationId }, found, at);
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
