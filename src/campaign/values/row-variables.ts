import { addressOf, type Column, type Table } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import type { Variables } from '../engine/flow.ts';
import { chainAbove, columnOf, pathName, type MemberRow } from './row-wish.ts';

/** The columns that become variables: those that are named, else all. @throws {TolkError} CAMPAIGN_FORM */
export function chosenColumns(table: Table, names: readonly string[] | undefined): readonly Column[] {
  return names?.map((name) => columnOf(table, name, 'columns')) ?? table.columns;
}

/**
 * A row as variables: `stay.nights` for each column, `stay.clang_id`, and `stay.clang_path`, by which later objects
 * find it. A longer value than a variable can have is cut off.
 * @param columns in the order of the row's values
 */
export function rowVariables(
  { limits }: Scope, name: string, table: Table, columns: readonly Column[], { ids, values }: MemberRow,
): Variables {
  const most = limits.CAMPAIGN_VARIABLE_LENGTH;
  const path = addressOf([...chainAbove(table), table].map((one, level) => ({ table: one, id: ids[level] ?? '' })));
  return {
    [`${name}.clang_id`]: path.slice(path.lastIndexOf('/') + 1),
    [pathName(name)]: path,
    ...Object.fromEntries(columns.map((column, place) =>
      [`${name}.${column.name}`, (values[place] ?? '').slice(0, most).toWellFormed()])),
  };
}
