import { upsertByFields, type CustomerInput, type CustomerOption } from '../../customer/index.ts';
import { CUSTOMER_TABLE, type Datamodel } from '../../datamodel/index.ts';
import type { TxScope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { isRawNumber } from '../../exact-json.ts';
import { instancesOf, textOf, valueBelow, type Instance } from './instances.ts';
import { MadeRecords, type Made } from './made-records.ts';
import { pathText } from './path.ts';
import type { PlannedRecord } from './plan.ts';

/**
 * Stores what a body holds, records after those that contain them, all or nothing.
 * @returns what became of each record
 * @throws {TolkError} WEBHOOK_RECORDS (too many), WEBHOOK_PARENT, and what the rooms refuse
 */
export async function storeRecords(
  tx: TxScope, datamodel: Datamodel, plan: readonly PlannedRecord[], body: unknown,
): Promise<MadeRecords> {
  const made = new MadeRecords();
  let left = tx.limits.WEBHOOK_RECORDS;
  for (const record of plan) {
    const given = instancesOf(body, record.scope).filter((one) => isGiven(record, one));
    left -= given.length;
    if (left < 0) throw failure('WEBHOOK_RECORDS', { most: String(tx.limits.WEBHOOK_RECORDS) });
    if (given.length === 0) continue;
    if (record.table === CUSTOMER_TABLE) await storeCustomers(tx, record, given, made);
    else await storeRows(tx, datamodel, record, given, made);
  }
  return made;
}

/** One of which nothing is said is not there. */
function isGiven({ values }: PlannedRecord, { node }: Instance): boolean {
  return values.some(({ below }) => (valueBelow(node, below) ?? null) !== null);
}

async function storeCustomers(
  tx: TxScope, record: PlannedRecord, given: readonly Instance[], made: MadeRecords,
): Promise<void> {
  const keys = record.values.filter(({ deduplicate }) => deduplicate);
  const unique = {
    fields: keys.filter(({ isOption }) => !isOption).map(({ name }) => name),
    options: keys.filter(({ isOption }) => isOption).map(({ name }) => name),
  };
  const saved = await upsertByFields(tx, given.map(({ node }) => customerOf(record, node)), unique)
    .catch((error: unknown) => { throw customerRefused(error, record, given); });
  for (const [place, instance] of given.entries()) {
    const { id } = saved[place] ?? { id: '' };
    made.add(record, { id, address: [CUSTOMER_TABLE.name, `clang_${id}`], instance });
  }
}

function customerOf({ values }: PlannedRecord, node: unknown): CustomerInput {
  const fields: Record<string, string> = {};
  const options: Pick<CustomerOption, 'name' | 'value'>[] = [];
  for (const { name, below, isOption } of values) {
    const value = textOf(valueBelow(node, below));
    if (value === undefined) continue;
    if (isOption) options.push({ name, value });
    else fields[name] = value;
  }
  return { ...fields, options };
}

async function storeRows(
  tx: TxScope, datamodel: Datamodel, record: PlannedRecord, given: readonly Instance[], made: MadeRecords,
): Promise<void> {
  const unique = record.values.find(({ deduplicate }) => deduplicate)?.name;
  const placed = given.map((instance) => ({
    instance, path: [...addressAbove(record, instance, made), record.table.name], row: rowOf(record, instance.node),
  }));
  const verdicts = await datamodel.insertPlacedRows(tx, placed, { lenient: false, unique })
    .catch((error: unknown) => { throw withPlace(error, record, given); });
  for (const [place, { instance, path }] of placed.entries()) {
    const id = verdicts[place]?.id ?? '';
    made.add(record, { id, address: [...path, id], instance });
  }
}

/** A refused record is named by where it stands in the body. */
function withPlace(error: unknown, record: PlannedRecord, given: readonly Instance[]): unknown {
  if (!(error instanceof TolkError)) return error;
  const instance = given[Number(error.details['index'])];
  if (instance === undefined) return error;
  return new TolkError(error.code, { ...error.details, index: homeText(record, instance) }, { cause: error });
}

function customerRefused(error: unknown, record: PlannedRecord, given: readonly Instance[]): unknown {
  const placed = withPlace(error, record, given);
  if (!(placed instanceof TolkError) || placed.code !== 'ITEM_REFUSED') return placed;
  const { index: place = '', reason = '' } = placed.details;
  return failure('WEBHOOK_CUSTOMER', { place, reason }, { cause: error });
}

function addressAbove({ parent, scope, label }: PlannedRecord, instance: Instance, made: MadeRecords): Made['address'] {
  if (parent === undefined) return [];
  const around = made.around(parent, instance);
  if (around !== undefined) return around.address;
  throw failure('WEBHOOK_PARENT', { record: label, place: placeText(scope, instance), parent: parent.label });
}

/** The object that gets the id: `stays[3].guest`. */
function homeText({ scope, home }: PlannedRecord, instance: Instance): string {
  return [placeText(scope, instance), pathText(home)].filter((part) => part !== '').join('.') || 'of the call';
}

/** `stays[3].extras[0]` */
function placeText(scope: PlannedRecord['scope'], { places }: Instance): string {
  let next = 0;
  return pathText(scope).replaceAll('[]', () => `[${places[next++] ?? ''}]`);
}

/** Values as JSON has them; what is no single value is kept as JSON text. */
function rowOf({ values }: PlannedRecord, node: unknown): Record<string, unknown> {
  return Object.fromEntries(values.flatMap(({ name, below }) => {
    const value = valueBelow(node, below);
    if (value === undefined) return [];
    return [[name, Array.isArray(value) || isMembers(value) ? textOf(value) : value]];
  }));
}

function isMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isRawNumber(value);
}
