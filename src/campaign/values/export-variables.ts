import type { ListedRun } from '../../schedule/index.ts';
import type { Variables } from '../engine/flow.ts';

/** Why an export did not succeed. */
export const EXPORT_ERROR = 'exportError';

/** What the docs say of the variables below. */
export const EXPORT_VARIABLES = 'exportRun, exportFile, exportRows';

/** Environment variables that tell how an export went. */
export function exportVariables({ id, state, error, files, counters }: ListedRun): Variables {
  const isDone = state === 'done'; // else what it began to write is taken away
  const file = isDone ? files.find(({ role }) => role === 'output') : undefined;
  return {
    exportRun: id, exportFile: file?.name ?? '', exportRows: String(counters.rows ?? 0),
    [EXPORT_ERROR]: isDone ? '' : error ?? `its run was ${state}`,
  };
}
