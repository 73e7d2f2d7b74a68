import type { ListedRun } from '../../schedule/index.ts';
import type { Variables } from '../engine/flow.ts';

/** Why an import did not succeed. */
export const IMPORT_ERROR = 'importError';

/** What the docs say of the variables below. */
export const IMPORT_VARIABLES = 'importRun, importFile, importRead, importNew, importUpdated, importUnchanged, importBad';

/** Environment variables that tell how an import went. */
export function importVariables({ id, files, counters }: ListedRun): Variables {
  const count = (name: string) => String(counters[name] ?? 0);
  return {
    importRun: id, importFile: files.find(({ role }) => role === 'input')?.name ?? '', importRead: count('read'),
    importNew: count('inserted'), importUpdated: count('updated'), importUnchanged: count('unchanged'),
    importBad: count('bad'),
  };
}
