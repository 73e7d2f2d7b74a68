import type { Scope } from '../db/index.ts';
import { applyTarget } from './apply.ts';
import type { ChangeOptions } from './datamodel.ts';
import { definitionOf } from './definition.ts';
import { loadModel } from './load-model.ts';
import type { ModelChange, ModelDefinition } from './model.ts';

/** Changes the data model of the scope's brand; see Datamodel.change. */
export async function changeModel(
  scope: Scope, edit: (now: ModelDefinition) => ModelDefinition, { dryRun = false }: ChangeOptions = {},
): Promise<readonly ModelChange[]> {
  return scope.transaction(async (tx) => {
    const now = await loadModel(tx);
    const shall = edit(definitionOf(now));
    if (dryRun) return [];
    const parentOf = new Map(shall.contains.map(({ parent, child }) => [child, parent]));
    await applyTarget(tx, {
      tables: shall.tables.map(({ name, description, columns }) => {
        const was = now.tableByName.get(name);
        return {
          id: was?.id, name, description, parent: parentOf.get(name),
          columns: columns.map((column) => ({ id: was?.columnByName.get(column.name)?.id, ...column })),
        };
      }),
      lookups: shall.lookups,
    });
    return [];
  });
}
