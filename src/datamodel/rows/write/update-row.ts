import type { Scope, TxScope } from '../../../db/index.ts';
import type { Model } from '../../model/model.ts';
import { keysOf, readGivenRow, type RowValues } from '../../values/index.ts';
import { holdRow } from './hold-row.ts';
import { claimKeys, dropKeys, replacedKeys, taken } from './keys.ts';
import { rowPlaceOf, type RowPlace } from '../place.ts';
import { readingContext } from '../reading-context.ts';
import type { RowPath } from '../row.ts';
import type { StoredRow } from './stored-rows.ts';
import { updateStoredRows } from './write-rows.ts';

/**
 * Changes the named columns of a row.
 * @param path of a row
 * @param given the JSON body as it came
 * @param ifRevision revisions of which the row must have one; undefined: any
 * @returns the new revision
 * @throws {TolkError} as placeOf, readGivenRow; ROW_NOT_FOUND, ROW_CHANGED, COLUMN_VALUE_TAKEN
 * @throws {StaleModel} when the model has changed
 */
export async function updateRow(
  scope: Scope, model: Model, path: RowPath, given: unknown, ifRevision?: readonly number[],
): Promise<number> {
  const place = rowPlaceOf(model, path);
  const values = readGivenRow(place.table, given, await readingContext(scope, place.table, [given]));
  return scope.transaction(async (tx) => {
    const stored = await holdRow(tx, model, place, 'change', ifRevision);
    await moveKeys(tx, place, stored, values);
    await updateStoredRows(tx, place.table, [{ ...stored, values }]);
    return stored.revision + 1;
  });
}

async function moveKeys(
  tx: TxScope, { table, parentId }: RowPlace, stored: StoredRow, values: RowValues,
): Promise<void> {
  const claims = keysOf(values).filter(({ column, text }) => stored.keys.get(column) !== text);
  const [missing] = await claimKeys(tx, table, claims.map((key) => ({ ...key, parentId, rowId: stored.id })));
  if (missing !== undefined) throw taken(missing);
  await dropKeys(tx, table, replacedKeys(stored, values));
}
