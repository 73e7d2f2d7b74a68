import { RunAgain, type Scope, type TxScope } from '../../../db/index.ts';
import { failure } from '../../../errors.ts';
import type { ManyOptions } from '../../datamodel.ts';
import type { Column, Model, Table } from '../../model/model.ts';
import { holdPlace, holdRevision } from './hold-place.ts';
import { dropKeys, replacedKeys, taken, type Claim } from './keys.ts';
import { readItems, Verdicts, type GivenRow } from './many-rows.ts';
import { shownId, tablePlaceOf, type Place } from '../place.ts';
import { readingContext } from '../reading-context.ts';
import { recordsOf, type RowRecord } from './row-records.ts';
import type { PlacedRow, RowPath, Verdict } from '../row.ts';
import { insertClaimedRows, insertNewRows, updateStoredRows, type RowWrite } from './write-rows.ts';

/**
 * Stores many rows in one transaction, by a fixed number of statements. With `unique`, a row whose value is there is
 * changed instead (its named columns); one value several times in the array is one row, what comes later wins. A
 * value of a unique column that a stored row has, or that an earlier row of the array gives (even if that one is
 * refused), is taken.
 * @param path of a table
 * @returns one verdict per row, in order
 * @throws {TolkError} as placeOf; ITEMS_EXCEEDED, COLUMN_NOT_FOUND, COLUMN_NOT_UNIQUE, ROW_NOT_FOUND; unless lenient
 *   ROW_REFUSED, ROW_REFUSED_TAKEN or ROW_REFUSED_LONG of the first row that is not acceptable
 * @throws {StaleModel} when the model has changed
 */
export async function insertRows(
  scope: Scope, model: Model, path: RowPath, given: readonly unknown[], how: ManyOptions,
): Promise<readonly Verdict[]> {
  const { limits: { ROWS_MAX: most } } = scope;
  if (given.length > most) {
    throw failure('ITEMS_EXCEEDED', { name: 'rows', given: String(given.length), most: String(most) });
  }
  const place = tablePlaceOf(model, path);
  const rows = given.map((row) => ({ place, row }));
  return insertAll(scope, model, place.table, rows, how, (tx) => holdPlace(tx, model, place));
}

/** The same for any number of rows, at least one, each below a parent that the transaction has made or locked. */
export async function insertPlacedRows(
  tx: TxScope, model: Model, given: readonly PlacedRow[], how: ManyOptions,
): Promise<readonly Verdict[]> {
  const places = new Map<string, Place>();
  const rows = given.map(({ path, row }): GivenRow => {
    const name = path.join('/');
    const place = places.get(name) ?? tablePlaceOf(model, path);
    places.set(name, place);
    return { place, row };
  });
  const [{ place: { table } }] = rows as [GivenRow, ...GivenRow[]];
  return insertAll(tx, model, table, rows, how);
}

/** @param holdAbove keeps model and parent until the transaction ends; without it, only the model is kept */
async function insertAll(
  scope: Scope, model: Model, table: Table, given: readonly GivenRow[], { lenient, unique }: ManyOptions,
  holdAbove?: (tx: TxScope) => Promise<void>,
): Promise<readonly Verdict[]> {
  const key = unique === undefined ? undefined : keyColumn(table, unique);
  const context = await readingContext(scope, table, given.map(({ row }) => row));
  const first = new Verdicts(given.map(() => undefined), lenient);
  const items = readItems(table, given, context, key, first);
  return scope.transaction(async (tx) => {
    const verdicts = first.copy();
    if (holdAbove !== undefined) await holdAbove(tx);
    else if (key === undefined || items.length === 0) await holdRevision(tx, model); // else whoever looks for the key
    const records = await recordsOf(tx, model, table, items, key);
    await storeRecords(tx, table, records, key, verdicts);
    return verdicts.all();
  });
}

function keyColumn(table: Table, name: string): Column {
  const column = table.columnByName.get(name);
  if (column === undefined) throw failure('COLUMN_NOT_FOUND', { column: name, table: table.name });
  if (!column.unique) throw failure('COLUMN_NOT_UNIQUE', { column: name, table: table.name });
  return column;
}

async function storeRecords(
  tx: TxScope, table: Table, records: readonly RowRecord[], key: Column | undefined, verdicts: Verdicts,
): Promise<void> {
  const claims = claimsOf(records, verdicts);
  let writes = writesOf(records, verdicts);
  const missing = new Set(await insertClaimedRows(tx, table, claims, writes.filter(isNew)));
  for (const claim of missing) {
    // Somebody stored a row with the same key after this call had looked for it; a new try finds it.
    if (claim.column === key) throw new RunAgain('A key has appeared');
  }
  if (missing.size > 0) {
    // In the order of the array, so that the first row that is not acceptable is the one that is told of.
    for (const claim of claims) {
      if (missing.has(claim) && !verdicts.isRefused(claim.index)) verdicts.refuse(claim.index, taken(claim));
    }
    writes = writesOf(records, verdicts);
    await insertNewRows(tx, table, writes.filter(isNew));
  }
  await updateStoredRows(tx, table, writes.filter((write) => !isNew(write)));

  const values = new Map(writes.map((write) => [write.id, write.values]));
  const isUsed = ({ rowId, column, text }: Claim) => values.get(rowId)?.get(column) === text;
  const unused = claims.filter((claim) => !missing.has(claim) && !isUsed(claim));
  const replaced = writes.flatMap(({ stored, values: now }) => (stored === undefined ? [] : replacedKeys(stored, now)));
  await dropKeys(tx, table, [...unused, ...replaced]);
  for (const write of writes) {
    for (const [order, index] of write.from.entries()) {
      verdicts.accept(index, shownId(write.id), isNew(write) && order === 0);
    }
  }
}

function isNew({ stored }: RecordWrite): boolean {
  return stored === undefined;
}

interface ItemClaim extends Claim {
  /** Of the first row that gives the value. */
  readonly index: number;
}

/** What the rows need keys for that their records have not; a row that gives the value of an earlier one is refused. */
function claimsOf(records: readonly RowRecord[], verdicts: Verdicts): ItemClaim[] {
  const claims = new Map<string, ItemClaim>();
  const items = records.flatMap((record) => record.items.map((item) => ({ ...item, record })));
  for (const { index, parentId, values, record } of items.sort((one, other) => one.index - other.index)) {
    for (const [column, text] of values) {
      if (!column.unique || text === undefined || text === '' || record.stored?.keys.get(column) === text) continue;
      const name = `${column.id} ${parentId} ${text}`;
      const first = claims.get(name);
      if (first === undefined) claims.set(name, { index, column, text, rowId: record.id, parentId });
      else if (first.rowId !== record.id && !verdicts.isRefused(index)) verdicts.refuse(index, taken({ column, text }));
    }
  }
  return [...claims.values()];
}

interface RecordWrite extends RowWrite, Pick<RowRecord, 'stored'> {
  /** Places in the array. */
  readonly from: readonly number[];
}

/** What the accepted rows of records make together. */
function writesOf(records: readonly RowRecord[], verdicts: Verdicts): RecordWrite[] {
  return records.flatMap(({ id, parentId, stored, items }) => {
    const accepted = items.filter(({ index }) => !verdicts.isRefused(index));
    if (accepted.length === 0) return [];
    const values = new Map(accepted.flatMap((item) => [...item.values]));
    return [{ id, parentId, stored, values, from: accepted.map(({ index }) => index) }];
  });
}
