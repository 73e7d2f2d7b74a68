import type { Scope, TxScope } from '../../db/index.ts';
import type { Json } from '../../exact-json.ts';
import { startRuns } from '../../schedule/index.ts';
import { checkFileName } from '../files/index.ts';
import { findImport } from './find-imports.ts';

/** Kind of the runs of imports. */
export const IMPORT_RUN = 'import';

/** Files are imported one after the other, in their order: what a later one says counts. */
export const queueOfImport = (importId: string) => `${IMPORT_RUN}:${importId}`;

interface ImportStart {
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

interface Started {
  readonly id: string;
  readonly name: string;
}

/** As run/work.ts reads it. */
interface Input {
  readonly [member: string]: Json | undefined;
}

/** The same in the caller's transaction. */
export async function startImportRun(tx: TxScope, started: Started, input: Input): Promise<string> {
  const [runId = ''] = await startImportRuns(tx, started, [input]);
  return runId;
}

/** Runs that follow each other in this order. */
export function startImportRuns(tx: TxScope, { id, name }: Started, inputs: readonly Input[]): Promise<string[]> {
  const given = inputs.map((input) =>
    Object.fromEntries(Object.entries(input).filter((entry): entry is [string, Json] => entry[1] !== undefined)));
  return startRuns(tx, { kind: IMPORT_RUN, subjectId: id, name, queue: queueOfImport(id) }, given);
}
