import type { ListedRun } from '../../schedule/index.ts';
import type { Variables } from '../engine/flow.ts';

/** Why an export did not succeed. */
export const EXPORT_ERROR = 'exportError';

/** What the docs say of the variables below. */
export const EXPORT_VARIABLES = 'exportRun, exportFile, exportRows';

/** Environment variables that tell how an export went. */
export function exportVariables({ id, state, error, files, counters }: ListedRun): Variables {
  return {
    exportRun: id, exportFile: files.find(({ role }) => role === 'output')?.name ?? '',
    exportRows: String(counters.rows ?? 0),
    [EXPORT_ERROR]: state === 'done' ? '' : error ?? `its run was ${state}`,
  };
}
