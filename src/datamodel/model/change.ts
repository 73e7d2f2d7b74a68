import type { Scope, TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { ChangeOptions } from '../datamodel.ts';
import { enqueuePurge } from '../purge/purge.ts';
import { applyTarget } from './apply.ts';
import { checkedDefinition } from './definition-check.ts';
import type { Edit } from './definition-edits.ts';
import { definitionOf, markOf } from './definition.ts';
import { difference, type Difference } from './diff.ts';
import { loadModel } from './load-model.ts';
import { refuseLosses, withLosses } from './losses.ts';
import { lockModel } from './model-lock.ts';
import type { ModelChange } from './model.ts';
import { toText } from './text-values.ts';
import { addKeys, checkUnique, removeKeys } from './unique-keys.ts';

/**
 * Changes the data model of the scope's brand; see Datamodel.change. A dry run keeps nobody waiting, and so tells
 * what holds at the moment only.
 */
export async function changeModel(
  scope: Scope, edit: Edit, { dryRun = false, force = false, ifMark }: ChangeOptions = {},
): Promise<readonly ModelChange[]> {
  if (dryRun) return (await plan(scope, edit, ifMark)).changes;
  return scope.transaction(async (tx) => {
    await lockModel(tx);
    const { diff, changes } = await plan(tx, edit, ifMark);
    if (!force) refuseLosses(changes);
    if (changes.length > 0) await carryOut(tx, diff);
    return changes;
  });
}

interface Plan {
  readonly diff: Difference;
  readonly changes: readonly ModelChange[];
}

/** @throws {TolkError} what no force carries out: MODEL_CHANGED, MODEL_FORM, MODEL_NOT_UNIQUE, what `edit` throws */
async function plan(scope: Scope, edit: Edit, ifMark: ChangeOptions['ifMark']): Promise<Plan> {
  const now = await loadModel(scope);
  if (ifMark?.includes(markOf(now)) === false) throw failure('MODEL_CHANGED', {});
  const diff = difference(now, checkedDefinition(edit(definitionOf(now)), scope.limits));
  for (const column of diff.toUnique) await checkUnique(scope, column);
  return { diff, changes: await withLosses(scope, diff.changes) };
}

async function carryOut(tx: TxScope, diff: Difference): Promise<void> {
  await toText(tx, diff.toText);
  for (const column of diff.toUnique) await addKeys(tx, column);
  for (const column of diff.fromUnique) await removeKeys(tx, column);
  await applyTarget(tx, diff.target);
  await enqueuePurge(tx);
}
