import type { Scope, TxScope } from '../../db/index.ts';
import type { Json } from '../../exact-json.ts';
import { startRun } from '../../schedule/index.ts';
import { checkFileName } from '../files/index.ts';
import { findImport } from './find-imports.ts';

/** Kind of the runs of imports. */
export const IMPORT_RUN = 'import';

/** Files are imported one after the other, in their order: what a later one says counts. */
export const queueOfImport = (importId: string) => `${IMPORT_RUN}:${importId}`;

export interface ImportStart {
  /** Name of a file at the location of the import; default: the oldest that fits its pattern, and then the others. */
  readonly file?: string | undefined;
  /** Also when it was imported before. */
  readonly force?: boolean | undefined;
  /** Only says what would happen: nothing is changed, and the file stays as if nobody had looked at it. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Starts a run of an import.
 * @param called its number or its name
 * @returns the number of the run
 * @throws {TolkError} IMPORT_NOT_FOUND, FIELD_VALUE (file)
 */
export async function startImport(scope: Scope, called: string, wish: ImportStart = {}): Promise<string> {
  if (wish.file !== undefined) checkFileName(wish.file);
  return scope.transaction(async (tx) => startImportRun(tx, await findImport(tx, called), { ...wish }));
}

/** The same in the caller's transaction. @param input as import-work.ts reads it */
export function startImportRun(
  tx: TxScope, { id, name }: { readonly id: string; readonly name: string },
  input: { readonly [member: string]: Json | undefined },
): Promise<string> {
  const given = Object.entries(input).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return startRun(tx, {
    kind: IMPORT_RUN, subjectId: id, name, queue: queueOfImport(id), input: Object.fromEntries(given),
  });
}
