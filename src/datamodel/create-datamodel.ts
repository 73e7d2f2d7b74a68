import { changeModel } from './change.ts';
import type { Datamodel } from './datamodel.ts';
import { definitionOf } from './definition.ts';
import { ModelCache } from './model-cache.ts';

/** Makes the room; one per process. */
export function createDatamodel(): Datamodel {
  const models = new ModelCache();
  const notYet = () => { throw new Error('to be written'); };
  return {
    model: (scope) => models.fresh(scope),
    definition: async (scope) => definitionOf(await models.fresh(scope)),
    change: changeModel,
    insertRow: notYet, insertRows: notYet, readRow: notYet, readCustomer: notYet, pageOfRows: notYet, allRows: notYet,
    updateRow: notYet, deleteRow: notYet,
  };
}
