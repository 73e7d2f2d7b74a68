import { RunCancelled, startRun, type RunInHand, type RunKind } from '../schedule/index.ts';
import type { Scope } from '../db/index.ts';
import { openLocation, resolveName, withLocation, type FileStore } from '../transfer/index.ts';
import type { ExportDefinition } from './definition.ts';
import {
  changedFromSql, chooseFile, fileOfRun, finishFile, ownerOf, wishFile, type ExportFile, type FileWish,
} from './export-file.ts';
import { exportNames, findExport } from './find-exports.ts';
import { literal } from './literal.ts';
import { writeExport } from './write-export.ts';

/** Kind of the runs of exports. */
export const EXPORT_RUN = 'export';

/** Runs of exports: `subjectId` is the number of the export. */
export const exportRuns: RunKind = {
  act: runExport,
  subjects: { find: findExport, names: exportNames },
};

/**
 * Starts a run of an export.
 * @param called its number or its name
 * @returns the number of the run
 * @throws {TolkError} EXPORT_NOT_FOUND
 */
export function startExport(scope: Scope, called: string): Promise<string> {
  return scope.transaction(async (tx) => {
    const { id, name } = await findExport(tx, called);
    return startRun(tx, { kind: EXPORT_RUN, subjectId: id, name });
  });
}

/**
 * Writes the file of an export. Its name is chosen once and stored before the first byte; a repeated attempt writes the
 * same file from its beginning, and one file is there at the end.
 * @throws {TolkError} as exportSelect, openLocation and FileStore
 */
async function runExport(run: RunInHand): Promise<void> {
  const { scope, signal } = run;
  const definition = await findExport(scope, run.subjectId ?? '');
  const file = await run.step(async (tx) =>
    await fileOfRun(tx, run.id) ?? wishFile(tx, run.id, wishOf(run, definition)));
  const store = await openLocation(scope, file.locationId, { signal });
  try {
    await write(run, definition, await chosen(run, definition, file, store), store);
  } finally {
    await store.close();
  }
}

/** The name follows from the slot, so that a file that is late has the time for which it was wanted. */
function wishOf({ dueAt, createdAt, scope }: RunInHand, { id, file, locationId }: ExportDefinition): FileWish {
  return { exportId: id, locationId, name: resolveName(file.name, dueAt ?? createdAt, scope.brand.timeZone) };
}

async function chosen(
  run: RunInHand, { file: { location } }: ExportDefinition, file: ExportFile, store: FileStore,
): Promise<ExportFile> {
  if (file.isChosen) return file;
  const name = await store.claim(file.name, ownerOf(run.id));
  await run.step((tx) => chooseFile(tx, run.id, name), () => ({ files: [{ role: 'output', location, name }] }));
  return { ...file, name };
}

async function write(
  run: RunInHand, definition: ExportDefinition, file: ExportFile, store: FileStore,
): Promise<void> {
  const { scope, signal, id } = run;
  const { source } = definition;
  const changedFrom = source.changedOnly && file.isFollowing
    ? changedFromSql(literal(scope.brand.id), literal(id)) : undefined;
  const target = { store, name: file.name, changedFrom, signal };
  const { rows, bytes, replaced } = await writeExport(scope, definition, target);
  const isLossy = definition.dialect.charset === 'windows-1252';
  try {
    await run.step((tx) => finishFile(tx, id, definition.id, source), () => ({
      counters: { rows, bytes: bytes ?? 0, ...(isLossy ? { replaced } : {}) },
      files: bytes === undefined ? [] : run.files.map((one) => ({ ...one, bytes })),
    }));
  } catch (error) {
    // Whoever cancels it so late wants no file either.
    if (error instanceof RunCancelled && bytes !== undefined) {
      await withLocation(scope, file.locationId, (place) => place.remove(file.name));
    }
    throw error;
  }
}
