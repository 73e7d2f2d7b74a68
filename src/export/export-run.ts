import { z } from 'zod';
import { RunCancelled, startRun, type RunInHand, type RunKind } from '../schedule/index.ts';
import type { Scope, TxScope } from '../db/index.ts';
import type { IdQuery } from '../resource/index.ts';
import { checkFileName, openLocation, resolveName, withLocation, type FileStore } from '../transfer/index.ts';
import type { ExportDefinition } from './definition.ts';
import {
  changedFromSql, chooseFile, fileOfRun, finishFile, forgetFile, ownerOf, wishFile, type ExportFile, type FileWish,
} from './export-file.ts';
import { exportNames, findExportOfCustomers, findExportToRun } from './find-exports.ts';
import { forgetGiven, giveCustomers } from './given.ts';
import { literal } from './literal.ts';
import type { Narrowing } from './select.ts';
import { writeExport } from './write-export.ts';

/** Kind of the runs of exports. */
export const EXPORT_RUN = 'export';

/** Runs of exports: `subjectId` is the number of the export. */
export const exportRuns: RunKind = {
  act: runExport,
  subjects: { find: findExportToRun, names: exportNames },
};

/**
 * Starts a run of an export.
 * @param called its number or its name
 * @returns the number of the run
 * @throws {TolkError} EXPORT_NOT_FOUND, EXPORT_OF_CAMPAIGN
 */
export function startExport(scope: Scope, called: string): Promise<string> {
  return scope.transaction(async (tx) => {
    const { id, name } = await findExportToRun(tx, called);
    return startRun(tx, { kind: EXPORT_RUN, subjectId: id, name });
  });
}

/** What a run of an export is started with. */
const inputType = z.object({
  /** Campaign that gave it customers, who take the place of the source. */
  campaignId: z.string().optional(),
  /** Name of the file, in place of that of the export. */
  file: z.string().optional(),
});

interface GivenExport {
  readonly campaignId: string;
  /** Who is in the file, as they are now; those who are deleted meanwhile are left out. */
  readonly customers: IdQuery;
  /** Name of the file with date variables, in place of that of the export. */
  readonly file?: string | undefined;
}

/**
 * Starts a run of an export, in the caller's transaction, for customers that a campaign brings: they take the place of
 * those that it names.
 * @param called its number or its name
 * @returns the number of the run
 * @throws {TolkError} EXPORT_NOT_FOUND, EXPORT_OF_ROWS, FIELD_VALUE (file)
 */
export async function startExportOf(
  tx: TxScope, called: string, { campaignId, customers, file }: GivenExport,
): Promise<string> {
  const { id, name } = await findExportOfCustomers(tx, called);
  if (file !== undefined) checkFileName(resolveName(file, new Date(), tx.brand.timeZone));
  const input = { campaignId, ...(file === undefined ? {} : { file }) };
  const runId = await startRun(tx, { kind: EXPORT_RUN, subjectId: id, name, input });
  await giveCustomers(tx, runId, customers);
  return runId;
}

/** Cursor of a run whose file is whole. */
const WRITTEN = 'written';

/**
 * Writes the file of an export. Its name is chosen once and stored before the first byte; a repeated attempt writes the
 * same file from its beginning, and one file is there at the end.
 * @throws {TolkError} EXPORT_NOT_FOUND, EXPORT_OF_CAMPAIGN, EXPORT_OF_ROWS, and as exportSelect, openLocation and
 *   FileStore
 */
async function runExport(run: RunInHand): Promise<void> {
  if (run.cursor === WRITTEN) return; // an attempt was lost before it could end the run
  const { scope, signal } = run;
  const find = campaignOf(run) === undefined ? findExportToRun : findExportOfCustomers;
  const definition = await find(scope, run.subjectId ?? '');
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
function wishOf(
  { dueAt, createdAt, input, scope }: RunInHand, { id, file, locationId }: ExportDefinition,
): FileWish {
  const name = inputType.parse(input).file ?? file.name;
  return { exportId: id, locationId, name: resolveName(name, dueAt ?? createdAt, scope.brand.timeZone) };
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
  const { scope, signal } = run;
  const narrowing = narrowingOf(run, definition, file);
  const target = { store, name: file.name, narrowing, signal };
  const { rows, bytes, replaced } = await writeExport(scope, definition, target);
  const isLossy = definition.dialect.charset === 'windows-1252';
  try {
    await run.step((tx) => finish(tx, run, definition), () => ({
      cursor: WRITTEN,
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

function campaignOf({ input }: RunInHand): string | undefined {
  return inputType.parse(input).campaignId;
}

function narrowingOf(run: RunInHand, { source }: ExportDefinition, { isFollowing }: ExportFile): Narrowing {
  const { id, scope } = run;
  const campaignId = campaignOf(run);
  if (campaignId !== undefined) return { givenTo: id, campaignId };
  if (!source.changedOnly || !isFollowing) return {};
  return { changedFrom: changedFromSql(literal(scope.brand.id), literal(id)) };
}

/** A run for others than its own customers does not count for what its next run tells. */
async function finish(tx: TxScope, run: RunInHand, { id, source }: ExportDefinition): Promise<void> {
  if (campaignOf(run) === undefined) return finishFile(tx, run.id, id, source);
  await forgetFile(tx, run.id);
  await forgetGiven(tx, run.id);
}
