import type { TxScope } from '../../../db/index.ts';
import { failure } from '../../../errors.ts';
import type { Model } from '../../model/model.ts';
import { holdPlace } from './hold-place.ts';
import { placeNotFound, shownId, type RowPlace } from '../place.ts';
import { lockRow, type StoredRow } from './stored-rows.ts';

/**
 * Keeps the model, the parent row and the row itself as they are until the transaction ends.
 * @param ifRevision revisions of which the row must have one; undefined: any
 * @throws {TolkError} ROW_NOT_FOUND, ROW_CHANGED
 * @throws {StaleModel} when the model has changed
 */
export async function holdRow(
  tx: TxScope, model: Model, place: RowPlace, purpose: 'change' | 'delete', ifRevision: readonly number[] | undefined,
): Promise<StoredRow> {
  await holdPlace(tx, model, place);
  const stored = await lockRow(tx, place, purpose);
  if (stored === undefined) throw placeNotFound(place);
  if (ifRevision?.includes(stored.revision) === false) throw failure('ROW_CHANGED', { id: shownId(place.rowId) });
  return stored;
}
