import type { Scope } from '../../db/index.ts';
import { keyOf } from './match.ts';
import { fileOfRun } from './trigger-file.ts';

/** The trigger whose file a run has imported. */
interface TriggerOfRun {
  readonly id: string;
  readonly name: string;
  /** Name of the file, without its folder. */
  readonly file: string;
}

/** Until its file was moved on. @returns undefined: the run was started by no trigger */
export async function triggerOfRun(scope: Scope, runId: string): Promise<TriggerOfRun | undefined> {
  const file = await fileOfRun(scope, runId);
  if (file === undefined || file.triggerId === null) return undefined;
  return { id: file.triggerId, name: file.triggerName ?? '', file: file.name };
}

/** @param called number or name of a trigger, in any letter case */
export function isTriggerCalled({ id, name }: Pick<TriggerOfRun, 'id' | 'name'>, called: string): boolean {
  return /^\d{1,18}$/.test(called) ? BigInt(called) === BigInt(id) : keyOf(called) === keyOf(name);
}
