import { failure, TolkError } from '../../../errors.ts';
import { moved, withPlace } from './archive.ts';
import { notePlace, type ImportFile } from './file-of-run.ts';
import type { ImportWork } from './work.ts';
import { openStage } from '../open-stage.ts';

/** What a file is to blame for itself, by its bytes or by its columns. */
const OWN_FAULTS: readonly string[] = ['FILE_UNREADABLE', 'FILE_TOO_LARGE', 'IMPORT_COLUMNS_MISSING', 'FIELD_VALUE'];

/** Why a file cannot be imported; undefined: not because of the file. */
export function faultOfFile(error: unknown): string | undefined {
  return error instanceof TolkError && OWN_FAULTS.includes(error.code) ? error.message : undefined;
}

/**
 * Moves a file that cannot be imported out of the way, if the import has a folder for such, and ends the run. A run
 * that is tried again reads it anew, from where it is then.
 * @throws {TolkError} FILE_REFUSED with the reason; as FileStore.move
 */
export async function refuseFile(work: ImportWork, file: ImportFile, why: string): Promise<never> {
  const { run, store, definition: { file: { failed } } } = work;
  const place = await moved(store, file, failed);
  const stage = file.target === undefined ? undefined : await openStage(run.scope, run.id, file.target);
  await run.step(async (tx) => {
    await stage?.clear(tx);
    await notePlace(tx, run.id, place);
  }, () => ({ cursor: { phase: 'stage' }, files: withPlace(work, place, file, 'failed') }));
  throw failure('FILE_REFUSED', { file: file.name, why });
}
