import type { Datamodel } from './datamodel.ts';
import { changeModel } from './model/change.ts';
import { definitionOf } from './model/definition.ts';
import { ModelCache } from './model/model-cache.ts';
import { allRows } from './rows/read/all-rows.ts';
import { deleteRow } from './rows/write/delete-row.ts';
import { insertRow } from './rows/write/insert-row.ts';
import { insertPlacedRows, insertRows } from './rows/write/insert-rows.ts';
import { pageOfRows } from './rows/read/page-rows.ts';
import { readCustomer, readRow } from './rows/read/read-row.ts';
import { updateRow } from './rows/write/update-row.ts';

/** Makes the room; one per process. */
export function createDatamodel(): Datamodel {
  const models = new ModelCache();
  return {
    model: (scope) => models.fresh(scope),
    definition: async (scope) => definitionOf(await models.fresh(scope)),
    change: changeModel,
    readRow: (scope, path) => models.settled(scope, (model) => readRow(scope, model, path)),
    readCustomer: (scope, path) => models.settled(scope, (model) => readCustomer(scope, model, path)),
    pageOfRows: (scope, path, query) => models.settled(scope, (model) => pageOfRows(scope, model, path, query)),
    allRows: (scope, path) => allRows(models, scope, path),
    insertRow: (scope, path, given) => models.settled(scope, (model) => insertRow(scope, model, path, given)),
    insertRows: (scope, path, given, how) =>
      models.settled(scope, (model) => insertRows(scope, model, path, given, how)),
    insertPlacedRows: (tx, given, how) => models.settled(tx, (model) => insertPlacedRows(tx, model, given, how)),
    updateRow: (scope, path, given, ifRevision) =>
      models.settled(scope, (model) => updateRow(scope, model, path, given, ifRevision)),
    deleteRow: (scope, path, ifRevision) => models.settled(scope, (model) => deleteRow(scope, model, path, ifRevision)),
  };
}
