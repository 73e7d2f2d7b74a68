import { allRows } from './all-rows.ts';
import { changeModel } from './change.ts';
import type { Datamodel } from './datamodel.ts';
import { definitionOf } from './definition.ts';
import { ModelCache } from './model-cache.ts';
import { pageOfRows } from './page-rows.ts';
import { readCustomer, readRow } from './read-row.ts';

/** Makes the room; one per process. */
export function createDatamodel(): Datamodel {
  const models = new ModelCache();
  const notYet = () => { throw new Error('to be written'); };
  return {
    model: (scope) => models.fresh(scope),
    definition: async (scope) => definitionOf(await models.fresh(scope)),
    change: changeModel,
    readRow: (scope, path) => models.settled(scope, (model) => readRow(scope, model, path)),
    readCustomer: (scope, path) => models.settled(scope, (model) => readCustomer(scope, model, path)),
    pageOfRows: (scope, path, query) => models.settled(scope, (model) => pageOfRows(scope, model, path, query)),
    allRows: (scope, path) => allRows(models, scope, path),
    insertRow: notYet, insertRows: notYet, updateRow: notYet, deleteRow: notYet,
  };
}
