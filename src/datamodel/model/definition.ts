import type { Model, ModelDefinition } from './model.ts';

/** Tells one definition of a brand from every other that it has had. */
export function markOf({ revision = 'none' }: Model): string {
  return revision;
}

/** A model as people write it: tables and columns in their order, relations in the order of what they hang on. */
export function definitionOf({ tables }: Model): ModelDefinition {
  return {
    tables: tables.map(({ name, description, columns }) => ({
      name, description,
      columns: columns.map(({ name, type, description, unique }) => ({ name, type, description, unique })),
    })),
    contains: tables.flatMap(({ name, parent }) =>
      (parent === undefined ? [] : [{ parent: parent.name, child: name }])),
    lookups: tables.flatMap(({ name, columns }) => columns.flatMap(({ name: column, lookup }) =>
      (lookup === undefined ? [] : [{ table: name, column, targetTable: lookup.table, targetColumn: lookup.column }]))),
  };
}
