import { TolkError } from '../../../errors.ts';
import type { RunInHand, RunKind } from '../../../schedule/index.ts';
import { openLocation } from '../../location/open-location.ts';
import { archiveFile } from './archive.ts';
import { writeErrors } from './error-file.ts';
import { findImport, importNames } from '../find-imports.ts';
import { fileOfRun, noteState, type ImportFile } from './file-of-run.ts';
import { asWished, cursorOf, wishOf, type ImportWork } from './work.ts';
import { mergeStage, previewStage } from './merge-stage.ts';
import { pickFile } from './pick-file.ts';
import { faultOfFile, refuseFile } from './refuse-file.ts';
import { stageFile } from './stage-file.ts';
import { queueOfImport } from '../start-import.ts';

/** Runs of imports: `subjectId` is the number of the import. A run takes one file. */
export const importRuns: RunKind = {
  act: runImport,
  door: 'import',
  queue: queueOfImport,
  subjects: { find: findImport, names: importNames },
};

/**
 * Takes a file from where it lies into the store, phase after phase: pick, stage, merge, errors, archive. The cursor
 * tells the phase, and each can be repeated: whenever a run is killed, in the end it is as if it had run once.
 * @throws {TolkError} as the phases
 */
async function runImport(run: RunInHand): Promise<void> {
  const { scope, signal } = run;
  const wish = wishOf(run);
  const definition = asWished(await findImport(scope, run.subjectId ?? ''), wish);
  const picked = await fileOfRun(scope, run.id);
  const store = await openLocation(scope, picked?.locationId ?? definition.locationId, { signal });
  try {
    const work = { run, definition, store, wish };
    if (cursorOf(run).phase === 'pick') await pickFile(work);
    for (let phase = cursorOf(run).phase; phase !== 'end'; phase = cursorOf(run).phase) await next(work);
  } finally {
    await store.close();
  }
}

/** Does the phase that the cursor tells; its last step sets the cursor on. */
async function next(work: ImportWork): Promise<void> {
  const { run } = work;
  const cursor = cursorOf(run);
  const file = await fileOfRun(run.scope, run.id);
  if (file === undefined) throw new Error('The file of the run is known no more');
  const { target } = file;
  switch (cursor.phase) {
    case 'stage': return stage(work, file);
    case 'merge': return target === undefined ? readAnew(work) : mergeStage(work, { target }, cursor);
    case 'preview': return target === undefined ? readAnew(work) : previewStage(work, { target });
    case 'errors': return writeErrors(work, file);
    case 'archive': return archiveFile(work, file);
    case 'refused': return refuseFile(work, file, cursor.why);
    case 'pick':
    case 'end': throw new Error(`There is no next phase of ${cursor.phase}`);
  }
}

/** Of a run that is tried again after so long that its stage was cleared (tidy-imports.ts). */
function readAnew({ run }: ImportWork): Promise<void> {
  return run.step(() => Promise.resolve(), () => ({ cursor: { phase: 'stage' } }));
}

/** What is wrong with the file itself is noted before the file is moved. */
async function stage(work: ImportWork, file: ImportFile): Promise<void> {
  const { run, wish } = work;
  try {
    await stageFile(work, file);
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500 || wish.dryRun) throw error;
    const why = faultOfFile(error);
    if (why === undefined) throw error;
    await run.step((tx) => noteState(tx, run.id, 'failed'), () => ({ cursor: { phase: 'refused', why } }));
  }
}
