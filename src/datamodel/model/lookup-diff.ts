import type { Model, ModelDefinition } from './model.ts';
import type { PlannedChange } from './planned-change.ts';

/** New name (`table.column`) of a column that is there; undefined: it goes. */
export type NewName = (table: string, column: string) => string | undefined;

/** Compares what columns refer to, by their new names: one that goes on to refer to a renamed one does not change. */
export function lookupChanges(now: Model, { lookups }: ModelDefinition, newName: NewName): PlannedChange[] {
  const before = new Map(now.tables.flatMap(({ name, columns }) => columns.flatMap(({ name: column, lookup }) => {
    const is = newName(name, column);
    return is === undefined || lookup === undefined ? [] : [[is, newName(lookup.table, lookup.column)] as const];
  })));
  const after = new Map(lookups.map(({ table, column, targetTable, targetColumn }) =>
    [`${table}.${column}`, `${targetTable}.${targetColumn}`]));

  const ended = [...before.keys()].filter((column) => !after.has(column)).map((column) =>
    ({ change: `column ${column}: refers to nothing any more` }));
  const begun = [...after].filter(([column, target]) => before.get(column) !== target).map(([column, target]) =>
    ({ change: `column ${column}: refers to ${target}` }));
  return [...ended, ...begun];
}
