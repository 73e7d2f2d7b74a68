import { customerStage } from '../../customer/index.ts';
import { rowStage } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import type { ImportStage } from './import-stage.ts';
import type { StageTarget } from './mapping.ts';

/**
 * Opens the stage of a run, in the room that its records are for.
 * @throws {TolkError} what the room says of the plan
 */
export function openStage(scope: Scope, runId: string, target: StageTarget): Promise<ImportStage> {
  return target.kind === 'customers' ? customerStage(scope, runId, target.plan) : rowStage(scope, runId, target.plan);
}
