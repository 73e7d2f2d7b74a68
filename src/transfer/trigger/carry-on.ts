import { actingAs, type Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { runIfThere } from '../../schedule/index.ts';
import type { FileStore } from '../files/index.ts';
import { startImportRun } from '../import/index.ts';
import type { Trigger } from './definition.ts';
import { findTrigger } from './find-triggers.ts';
import { moveOnce } from './move-once.ts';
import { fileIn, stationOf } from './place.ts';
import { tellOfFile } from './tell-of-file.ts';
import { activate, finish, forgetFile, type Finish, type TriggerFile } from './trigger-file.ts';

/** Where files are moved. */
export interface FileWork {
  readonly scope: Scope;
  /** Of the location of the file. */
  readonly store: FileStore;
}

/**
 * Takes a file one move further: into Active, where its import is started; when that has ended, into Done or Failed.
 * Each move is noted before and after it, so that one who finds it half done, because somebody was killed, ends it; of
 * several who do the same at once, one starts the import and tells.
 * @throws {TolkError} as FileStore.list and move
 */
export async function carryOn(work: FileWork, file: TriggerFile): Promise<void> {
  if (file.state === 'taking') return take(work, file);
  if (file.state === 'refusing') return refuse(work, file);
  return settle(work, file);
}

async function take({ scope, store }: FileWork, file: TriggerFile): Promise<void> {
  const { folder, name, triggerId, locationId } = file;
  const place = await moveOnce(store, file, file.place, fileIn(folder, 'Active', name));
  if (place === undefined) return forgetFile(scope, file);
  const trigger = triggerId === null ? undefined : await triggerIfThere(scope, triggerId);
  if (trigger === undefined) {
    const failed = await moveOnce(store, file, place, fileIn(folder, 'Failed', name));
    return end(scope, file, { state: 'failed', place: failed, error: 'its trigger was removed' });
  }
  const { importId, import: importName, location, group, modifiedBy } = trigger;
  await activate(actingAs(scope, { name: modifiedBy, door: 'import' }), file, place, (tx) =>
    startImportRun(tx, { id: importId, name: importName }, {
      file: place, trigger: { locationId, location, errors: stationOf(folder, 'Failed'), ...(group === undefined ? {} : { group }) },
    }));
}

async function refuse({ scope, store }: FileWork, file: TriggerFile): Promise<void> {
  const place = await moveOnce(store, file, file.place, fileIn(file.folder, 'Failed', file.name));
  if (place === undefined) return forgetFile(scope, file);
  await end(scope, file, { state: 'failed', place, error: file.error });
}

async function settle({ scope, store }: FileWork, file: TriggerFile): Promise<void> {
  const run = file.runId === null ? undefined : await runIfThere(scope, file.runId);
  if (run?.endedAt === null) return;
  const isDone = run?.state === 'done';
  const to = fileIn(file.folder, isDone ? 'Done' : 'Failed', file.name);
  const place = await moveOnce(store, file, file.place, to);
  const why = run === undefined ? 'its run is gone' : run.error ?? 'its run was cancelled';
  await end(scope, file, { state: isDone ? 'done' : 'failed', place, error: isDone ? null : why });
}

async function end(scope: Scope, file: TriggerFile, ending: Finish): Promise<void> {
  await scope.transaction(async (tx) => {
    const endedAt = await finish(tx, file, ending);
    if (endedAt !== undefined) await tellOfFile(tx, file, { ...ending, endedAt });
  });
}

async function triggerIfThere(scope: Scope, id: string): Promise<Trigger | undefined> {
  try {
    return await findTrigger(scope, id);
  } catch (error) {
    if (error instanceof TolkError && error.code === 'TRIGGER_NOT_FOUND') return undefined;
    throw error;
  }
}
