import type { TxScope } from '../../../db/index.ts';
import { addMembers } from '../../../group/index.ts';
import { forgetErrors, noteErrors } from './errors-of-run.ts';
import type { ImportDefinition } from '../definition.ts';
import { noteState } from './file-of-run.ts';
import type { ImportStage, StageMerged } from '../import-stage.ts';
import type { StageTarget } from '../mapping.ts';
import { MERGED, STAGED, type ImportCursor, type ImportRunWish, type ImportWork } from './work.ts';
import { openStage } from '../open-stage.ts';
import { noteOutcome } from '../outcome.ts';

/** A file of which something is on the stage. */
interface StagedFile {
  readonly target: StageTarget;
}

type MergeCursor = Extract<ImportCursor, { phase: 'merge' }>;

/**
 * The third phase: merges what is staged, a batch per step. Each takes about IMPORT_STEP_TIME, as others wait for the
 * same customers; rows that are merged are gone from the stage, so that a killed run goes on with the next.
 * @throws {TolkError} GROUP_NOT_FOUND; what the room says
 */
export async function mergeStage(
  { run, definition, wish }: ImportWork, { target }: StagedFile, { places, ...cursor }: MergeCursor,
): Promise<void> {
  const { scope } = run;
  const stage = await openStage(scope, run.id, target);
  const { id: importId, target: aim } = definition;
  const parts = { stage, importId, runId: run.id, target: aim, groups: groupsOf(definition, wish) };
  let size = scope.limits.IMPORT_BATCH_MIN;
  for (let after: number | undefined = cursor.after; after !== undefined;) {
    const from: number = after;
    const begun = performance.now();
    const merged = await run.step((tx) => mergeBatch(tx, parts, from, size), ({ last, ...rest }) => ({
      cursor: last === undefined ? { phase: 'errors' } : { phase: 'merge', after: last, places },
      counters: countersOf(rest),
      progress: last === undefined ? MERGED : STAGED + (MERGED - STAGED) * (last / places),
    }));
    size = nextSize(size, performance.now() - begun, scope.limits);
    after = merged.last;
  }
}

function groupsOf({ target }: ImportDefinition, { trigger }: ImportRunWish): string[] {
  const ofImport = target.kind === 'customers' ? target.group : undefined;
  return [ofImport, trigger?.group].filter((group) => group !== undefined);
}

interface Merging {
  readonly stage: ImportStage;
  readonly target: ImportDefinition['target'];
  /** That all customers of the file come into. */
  readonly groups: readonly string[];
  readonly runId: string;
  readonly importId: string;
}

async function mergeBatch(
  tx: TxScope, { stage, target, groups, runId, importId }: Merging, after: number, most: number,
): Promise<StageMerged> {
  const merged = await stage.merge(tx, after, most);
  await noteErrors(tx, runId, merged.refused);
  if (target.kind === 'customers') {
    for (const group of groups) await addAll(tx, group, merged);
    await noteOutcome(tx, { runId, importId }, merged);
  }
  // All that the file said is in the store now, whatever becomes of the file itself.
  if (merged.last === undefined) await noteState(tx, runId, 'done');
  return merged;
}

async function addAll(tx: TxScope, group: string, { inserted, updated, unchanged }: StageMerged): Promise<void> {
  const ids = [...inserted, ...updated, ...unchanged];
  const most = Math.max(1, tx.limits.GROUP_ADD_MAX);
  for (let from = 0; from < ids.length; from += most) await addMembers(tx, group, ids.slice(from, from + most));
}

function countersOf({ inserted, updated, unchanged, skipped, refused }: Omit<StageMerged, 'last'>) {
  return {
    inserted: inserted.length, updated: updated.length, unchanged: unchanged.length, skipped, bad: refused.length,
  };
}

/** Twice as many at most, half as many at least: one slow step does not tell much. */
export function nextSize(
  size: number, milliseconds: number,
  { IMPORT_STEP_TIME: time, IMPORT_BATCH_MIN: least, IMPORT_BATCH_MAX: most }: MergeLimits,
): number {
  const wanted = size * Math.min(2, Math.max(0.5, time / Math.max(1, milliseconds)));
  return Math.max(least, Math.min(most, Math.round(wanted)));
}

interface MergeLimits {
  readonly IMPORT_STEP_TIME: number;
  readonly IMPORT_BATCH_MIN: number;
  readonly IMPORT_BATCH_MAX: number;
}

/** Instead of the merge, of a dry run: counts what it would do. Its bad records stay to be looked at. */
export async function previewStage({ run }: ImportWork, { target }: StagedFile): Promise<void> {
  const stage = await openStage(run.scope, run.id, target);
  await run.step(async (tx) => {
    const { refused, ...counts } = await stage.preview(tx);
    await stage.clear(tx);
    await forgetErrors(tx, run.id);
    return { ...counts, bad: refused };
  }, (counters) => ({ cursor: { phase: 'end' }, counters }));
}
