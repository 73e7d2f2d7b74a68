import {
  canMatch, CUSTOMER_FIELDS, OPTION_NAME_LENGTH, optionsNamed, type CustomerField,
} from '../../customer/index.ts';
import { loadModel, settlePlan } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { groupById } from '../../group/index.ts';
import { cleaned } from './clean-ups/index.ts';
import type { CustomersTarget, ImportColumn, ImportWish, RowsTarget } from './definition.ts';

/**
 * Checks that all is there that an import fills, and that nothing is filled twice.
 * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN, GROUP_NOT_FOUND, and as settlePlan
 */
export async function checkTarget(scope: Scope, { target, columns }: ImportWish): Promise<void> {
  checkColumns(columns, target.kind === 'customers' ? ['field', 'option'] : ['rowColumn']);
  if (target.kind === 'customers') await checkCustomers(scope, target, columns);
  else await checkRows(scope, target, columns);
}

const MEMBERS = ['field', 'option', 'rowColumn'] as const;
type Member = (typeof MEMBERS)[number];

function checkColumns(columns: readonly ImportColumn[], allowed: readonly Member[]): void {
  const filled = new Set<string>();
  for (const [place, one] of columns.entries()) {
    const at = `columns.${place}`;
    for (const member of MEMBERS) {
      const name = one[member];
      if (name === undefined) continue;
      if (!allowed.includes(member)) throw refused(`${at}.${member}`, `is not for this target, which takes ${allowed.join(' and ')}`, name);
      if (filled.has(`${member} ${name}`)) throw refused(`${at}.${member}`, 'is filled twice', name);
      filled.add(`${member} ${name}`);
    }
    cleaned(one.cleanUps, at);
  }
}

const FIELDS: ReadonlyMap<string, CustomerField> = new Map(CUSTOMER_FIELDS.map((field) => [field.name, field]));

async function checkCustomers(scope: Scope, target: CustomersTarget, columns: readonly ImportColumn[]): Promise<void> {
  const { unique, allowPasswords, group } = target;
  for (const [place, { field: name }] of columns.entries()) {
    if (name === undefined) continue;
    const field = FIELDS.get(name);
    const at = `columns.${place}.field`;
    if (field === undefined) throw refused(at, 'is no field of a customer', name);
    if (field.kind === 'id' && !unique.fields.includes(name)) {
      throw refused(at, 'is given by the gateway: a file can only name it to tell customers apart, in unique', name);
    }
    if (field.kept && field.kind !== 'id') throw refused(at, 'is kept by the gateway', name);
    if (field.kind === 'password' && !allowPasswords) throw refused(at, 'needs allowPasswords', name);
  }
  checkKey(target, columns);
  await checkOptions(scope, unique.options, columns);
  if (group !== undefined) await groupById(scope, group);
}

function checkKey({ unique: { fields, options }, mode }: CustomersTarget, columns: readonly ImportColumn[]): void {
  if (fields.length + options.length === 0 && mode !== 'insert') {
    throw refused('target.unique', 'must name a field or an option, unless mode is insert: then all records are new', '');
  }
  for (const name of fields) {
    const field = FIELDS.get(name);
    if (field === undefined) throw refused('target.unique.fields', 'is no field of a customer', name);
    if (!canMatch(field)) throw refused('target.unique.fields', 'cannot tell customers apart', name);
  }
  requireFilled('target.unique.fields', fields, columns, 'field');
  requireFilled('target.unique.options', options, columns, 'option');
}

/** Columns that are matched by name are known with the file only. */
function requireFilled(at: string, names: readonly string[], columns: readonly ImportColumn[], member: Member): void {
  const missing = names.find((name) => !columns.some((one) => one[member] === name && one.column !== undefined));
  if (columns.length > 0 && missing !== undefined) throw refused(at, 'is filled by no column of the file', missing);
}

async function checkOptions(scope: Scope, key: readonly string[], columns: readonly ImportColumn[]): Promise<void> {
  const named = columns.flatMap(({ option }) => option ?? []);
  const known = await optionsNamed(scope, [...key, ...named]);
  const mayBeNew = (name: string) => scope.brand.settings.unknownOptions === 'create' && !key.includes(name);
  for (const name of [...key, ...named]) {
    if (!known.has(name) && !mayBeNew(name)) throw failure('OPTION_UNKNOWN', { name });
    if (name === '' || [...name].length > OPTION_NAME_LENGTH) {
      throw refused('columns.option', `is no name of 1 to ${OPTION_NAME_LENGTH} characters`, name);
    }
  }
}

/** What the room of rows says of it; where columns are matched by name, any of the table may come. */
async function checkRows(scope: Scope, target: RowsTarget, columns: readonly ImportColumn[]): Promise<void> {
  const { table: name, parent, unique, mode, emptyCells } = target;
  for (const [place, { cleanUps }] of parent.entries()) cleaned(cleanUps, `target.parent.${place}`);
  requireFilled('target.unique', unique, columns, 'rowColumn');
  const model = await loadModel(scope);
  const named = columns.flatMap(({ rowColumn }) => rowColumn ?? []);
  const all = model.tableByName.get(name)?.columns.map((column) => column.name) ?? [];
  settlePlan(model, {
    table: name, parent: parent.map(({ of, by }) => ({ of, by })), columns: named.length > 0 ? named : all,
    unique, mode, emptyCells,
  });
}

function refused(field: string, why: string, value: string) {
  return failure('FIELD_VALUE', { field, why, value });
}
