import type { Config } from '../../config.ts';
import { failure, type TolkError } from '../../errors.ts';
import { CUSTOMER_TABLE, type LookupDefinition, type ModelDefinition } from './model.ts';

/**
 * Checks what tables have to do with each other: a table has one parent at most (our choice; an address then says
 * which), and what is looked up is a list for all customers (datamodel-rest.md 1).
 * @param definition whose names are right
 * @throws {TolkError} MODEL_FORM
 */
export function checkRelations({ tables, contains, lookups }: ModelDefinition, limits: Config): void {
  const columnsOf = new Map(tables.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]));
  const parentOf = new Map<string, string>();
  for (const { parent, child } of contains) {
    const where = `contains ${parent} > ${child}`;
    if (parent !== CUSTOMER_TABLE.name && !columnsOf.has(parent)) throw wrong(where, `there is no table ${parent}`);
    if (!columnsOf.has(child)) throw wrong(where, nothingContains(child));
    const other = parentOf.get(child);
    if (other !== undefined) throw wrong(where, `${child} is contained in ${other} already; a table has one parent`);
    parentOf.set(child, parent);
  }
  for (const { name } of tables) checkDepth(name, parentOf, limits);

  const referring = new Set<string>();
  for (const lookup of lookups) {
    checkLookup(lookup, columnsOf, parentOf);
    const name = `${lookup.table}.${lookup.column}`;
    if (referring.has(name)) throw wrong(`lookup ${name}`, 'a column refers to one other column only');
    referring.add(name);
  }
}

function nothingContains(child: string): string {
  return child === CUSTOMER_TABLE.name ? 'nothing contains the system table' : `there is no table ${child}`;
}

function checkDepth(table: string, parentOf: ReadonlyMap<string, string>, { MODEL_DEPTH: most }: Config): void {
  const seen = new Set<string>();
  for (let name: string | undefined = table; name !== undefined; name = parentOf.get(name)) {
    if (seen.has(name)) throw wrong(`table ${name}`, 'it contains itself');
    if (name !== CUSTOMER_TABLE.name) seen.add(name);
  }
  if (seen.size > most) throw wrong(`table ${table}`, `it is ${seen.size} levels deep, the most is ${most}`);
}

function checkLookup(
  { table, column, targetTable, targetColumn }: LookupDefinition,
  columnsOf: ReadonlyMap<string, ReadonlySet<string>>, parentOf: ReadonlyMap<string, string>,
): void {
  const where = `lookup ${table}.${column}`;
  for (const [name, of] of [[column, table], [targetColumn, targetTable]] as const) {
    const columns = columnsOf.get(of);
    if (of === CUSTOMER_TABLE.name) throw wrong(where, 'the system table has no columns');
    if (columns === undefined) throw wrong(where, `there is no table ${of}`);
    if (!columns.has(name)) throw wrong(where, `table ${of} has no column ${name}`);
  }
  const parent = parentOf.get(targetTable);
  if (parent !== undefined) {
    throw wrong(where, `it refers to ${targetTable}, which is contained in ${parent}; only a table of its own can be`);
  }
  if (table === targetTable && column === targetColumn) throw wrong(where, 'it refers to itself');
}

function wrong(where: string, why: string): TolkError {
  return failure('MODEL_FORM', { where, why });
}
