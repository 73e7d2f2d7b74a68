import { failure } from '../../errors.ts';
import {
  CUSTOMER_TABLE, type ColumnDefinition, type ColumnType, type ModelDefinition, type TableDefinition,
} from './model.ts';

/** For `Datamodel.change`: makes the definition that shall be from the one that is. */
export type Edit = (now: ModelDefinition) => ModelDefinition;

type Contains = ModelDefinition['contains'];
type Lookups = ModelDefinition['lookups'];

/**
 * A new table, with the table that contains it; undefined: a table of its own.
 * @throws {TolkError} MODEL_FORM when it has the name of the system table
 */
export function addTable({ parent, ...table }: TableDefinition & { readonly parent?: string | undefined }): Edit {
  if (table.name === CUSTOMER_TABLE.name) {
    throw failure('MODEL_FORM', { where: `table ${table.name}`, why: 'it is there already, as a system table' });
  }
  return ({ tables, contains, lookups }) => ({
    tables: [...tables, table], lookups, contains: within(contains, table.name, parent ?? null),
  });
}

/** What of a table changes; what is undefined stays. A new name keeps the rows. */
export interface TableChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** null: a table of its own from now on. */
  readonly parent?: string | null | undefined;
}

/** @throws {TolkError} TABLE_NOT_FOUND, at the edit */
export function editTable(name: string, change: TableChange): Edit {
  return (now) => {
    const is = change.name ?? name;
    const renamed = (one: string) => (one === name ? is : one);
    return {
      tables: replaced(now.tables, tableOf(now, name), (table) =>
        ({ ...table, name: is, was: name, description: change.description ?? table.description })),
      contains: within(now.contains.map((one) =>
        ({ parent: renamed(one.parent), child: renamed(one.child) })), is, change.parent),
      lookups: now.lookups.map((one) =>
        ({ ...one, table: renamed(one.table), targetTable: renamed(one.targetTable) })),
    };
  };
}

/** Takes the tables below it and all look-ups of them along. @throws {TolkError} TABLE_NOT_FOUND, at the edit */
export function removeTable(name: string): Edit {
  return (now) => {
    const gone = new Set([tableOf(now, name).name]);
    // A set goes on to what is added to it meanwhile.
    for (const parent of gone) for (const one of now.contains) if (one.parent === parent) gone.add(one.child);
    return {
      tables: now.tables.filter((one) => !gone.has(one.name)),
      contains: now.contains.filter(({ child }) => !gone.has(child)),
      lookups: now.lookups.filter(({ table, targetTable }) => !gone.has(table) && !gone.has(targetTable)),
    };
  };
}

/** Column that another one refers to. */
export interface LookupTarget {
  readonly table: string;
  readonly column: string;
}

/** @throws {TolkError} TABLE_NOT_FOUND, at the edit */
export function addColumn(
  table: string, { lookup, ...column }: ColumnDefinition & { readonly lookup?: LookupTarget | null | undefined },
): Edit {
  return (now) => ({
    ...now,
    tables: replaced(now.tables, tableOf(now, table), (one) => ({ ...one, columns: [...one.columns, column] })),
    lookups: referring(now.lookups, table, column.name, lookup ?? null),
  });
}

/** What of a column changes; what is undefined stays. A new name keeps the values. */
export interface ColumnChange {
  readonly name?: string | undefined;
  readonly type?: ColumnType | undefined;
  readonly description?: string | undefined;
  readonly unique?: boolean | undefined;
  /** null: it refers to nothing from now on. */
  readonly lookup?: LookupTarget | null | undefined;
}

/** @throws {TolkError} TABLE_NOT_FOUND, COLUMN_NOT_FOUND, at the edit */
export function editColumn(table: string, name: string, change: ColumnChange): Edit {
  return (now) => {
    const is = change.name ?? name;
    const found = columnOf(now, table, name);
    const renamed = (inTable: string, one: string) => (inTable === table && one === name ? is : one);
    return {
      ...now,
      tables: replaced(now.tables, tableOf(now, table), (one) =>
        ({ ...one, columns: replaced(one.columns, found, (column) => columnAs(column, change)) })),
      lookups: referring(now.lookups.map((one) => ({
        ...one,
        column: renamed(one.table, one.column), targetColumn: renamed(one.targetTable, one.targetColumn),
      })), table, is, change.lookup),
    };
  };
}

function columnAs(column: ColumnDefinition, change: ColumnChange): ColumnDefinition {
  const { name = column.name, type = column.type, description = column.description, unique = column.unique } = change;
  return { name, was: column.name, type, description, unique };
}

/** Takes all look-ups of it along. @throws {TolkError} TABLE_NOT_FOUND, COLUMN_NOT_FOUND, at the edit */
export function removeColumn(table: string, name: string): Edit {
  return (now) => {
    const found = columnOf(now, table, name);
    return {
      ...now,
      tables: replaced(now.tables, tableOf(now, table), (one) =>
        ({ ...one, columns: one.columns.filter((column) => column !== found) })),
      lookups: now.lookups.filter((one) =>
        !(one.table === table && one.column === name || one.targetTable === table && one.targetColumn === name)),
    };
  };
}

function tableOf({ tables }: ModelDefinition, name: string): TableDefinition {
  const found = tables.find((one) => one.name === name);
  if (found === undefined) throw failure('TABLE_NOT_FOUND', { table: name });
  return found;
}

function columnOf(now: ModelDefinition, table: string, name: string): ColumnDefinition {
  const found = tableOf(now, table).columns.find((one) => one.name === name);
  if (found === undefined) throw failure('COLUMN_NOT_FOUND', { table, column: name });
  return found;
}

function replaced<One>(all: readonly One[], old: One, make: (old: One) => One): One[] {
  return all.map((one) => (one === old ? make(one) : one));
}

function within(contains: Contains, child: string, parent: string | null | undefined): Contains {
  if (parent === undefined) return contains;
  const others = contains.filter((one) => one.child !== child);
  return parent === null ? others : [...others, { parent, child }];
}

function referring(
  lookups: Lookups, table: string, column: string, target: LookupTarget | null | undefined,
): Lookups {
  if (target === undefined) return lookups;
  const others = lookups.filter((one) => one.table !== table || one.column !== column);
  if (target === null) return others;
  return [...others, { table, column, targetTable: target.table, targetColumn: target.column }];
}
