import type { Config } from '../../config.ts';
import { failure, type TolkError } from '../../errors.ts';
import { CUSTOMER_TABLE, type ModelDefinition, type TableDefinition } from './model.ts';
import { checkRelations } from './relation-check.ts';

/** Names go into addresses, JSON members and views; this keeps them harmless in all of them. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Members with it are those of the row itself (datamodel-rest.md 1). */
const RESERVED = /^clang_/i;

/**
 * Checks a whole definition. The system table may be listed, as in a description; it is left out.
 * @throws {TolkError} MODEL_FORM with the place of the first thing that is wrong
 */
export function checkedDefinition(given: ModelDefinition, limits: Config): ModelDefinition {
  const tables = given.tables.filter((table) => !isSystemTable(table));
  if (tables.length > limits.MODEL_TABLES) {
    throw wrong('tables', `there are ${tables.length}, the most is ${limits.MODEL_TABLES}`);
  }
  for (const table of tables) checkTable(table, limits);
  checkSize(tables, limits);
  refuseTwice(tables.map(({ name }) => name), 'table', [CUSTOMER_TABLE.name]);
  const definition = { ...given, tables };
  checkRelations(definition, limits);
  return definition;
}

function isSystemTable({ name, was, columns }: TableDefinition): boolean {
  if (name !== CUSTOMER_TABLE.name || was !== undefined) return false;
  const [column] = columns;
  if (column === undefined) return true;
  throw wrong(`table ${name}, column ${column.name}`, 'the system table has no columns of its own');
}

function checkTable({ name, description, columns }: TableDefinition, limits: Config): void {
  const where = `table ${name}`;
  checkName(where, name, limits);
  checkDescription(where, description, limits);
  if (columns.length > limits.MODEL_COLUMNS) {
    throw wrong(where, `it has ${columns.length} columns, the most is ${limits.MODEL_COLUMNS}`);
  }
  for (const column of columns) {
    const place = `${where}, column ${column.name}`;
    checkName(place, column.name, limits);
    checkDescription(place, column.description, limits);
  }
  refuseTwice(columns.map((column) => column.name), `${where}, column`);
}

function checkSize(tables: readonly TableDefinition[], { MODEL_TEXT: most }: Config): void {
  const texts = tables.flatMap(({ description, columns }) => [description, ...columns.map((one) => one.description)]);
  const size = texts.reduce((sum, { length }) => sum + length, 0);
  if (size > most) throw wrong('descriptions', `they have ${size} characters altogether, the most is ${most}`);
}

function checkName(where: string, name: string, { MODEL_NAME_LENGTH: most }: Config): void {
  const why = name.length > most ? `has more than ${most} characters`
    : !NAME.test(name) ? 'must begin with a letter A-Z, and go on with such letters, digits, _ and - only'
    : RESERVED.test(name) ? 'begins with clang_, which is kept for members of every row'
    : undefined;
  if (why !== undefined) throw wrong(where, `the name ${why} (${JSON.stringify(name)})`);
}

function checkDescription(where: string, text: string, { MODEL_DESCRIPTION_LENGTH: most }: Config): void {
  if (Array.from(text).length > most) throw wrong(where, `the description has more than ${most} characters`);
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw wrong(where, 'the description has U+0000 or a lone surrogate, which cannot be stored');
  }
}

/** Names that differ in the case of letters only would be one to people, and are one in the store. */
function refuseTwice(names: readonly string[], what: string, taken: readonly string[] = []): void {
  const seen = new Map(taken.map((name) => [name, name]));
  for (const name of names) {
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined) throw wrong(`${what} ${name}`, `there is ${other} already, and case makes no difference`);
    seen.set(lower, name);
  }
}

function wrong(where: string, why: string): TolkError {
  return failure('MODEL_FORM', { where, why });
}
