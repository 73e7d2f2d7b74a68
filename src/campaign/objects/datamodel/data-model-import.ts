import { IMPORT_VARIABLES } from '../../values/import-variables.ts';
import { checkImportObject, importFor, importSettings } from '../customer/import-run.ts';
import { campaignObject } from '../object.ts';

/** Imports rows of the data model (campaigns.md 2.4). */
export const dataModelImport = campaignObject({
  type: 'dataModelImport',
  about: 'Imports a file of rows of the data model; members wait until that is done. They go on by success, or by error '
    + 'when there was no file, or its import failed or was cancelled. One import at a time for each flow. Variables tell '
    + `how it went: ${IMPORT_VARIABLES}; importError says why not`,
  settings: importSettings,
  exits: ['success', 'error'],
  takesNobody: true,
  check: (scope, settings, definition) => checkImportObject(scope, settings, definition, 'rows'),
  async act(step) {
    const { stay, error, done } = await importFor(step);
    return { exits: { success: done.map(({ member }) => member), error }, stay };
  },
});
