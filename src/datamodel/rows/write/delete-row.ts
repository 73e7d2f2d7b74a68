import { rows, statement, type Scope } from '../../../db/index.ts';
import type { Model } from '../../model/model.ts';
import { enqueuePurge } from '../../purge/purge.ts';
import { holdRow } from './hold-row.ts';
import { dropKeys } from './keys.ts';
import { rowPlaceOf } from '../place.ts';
import type { RowPath } from '../row.ts';

const DELETE = statement('delete from dm_row where brand_id = $1 and table_id = $2 and parent_id = $3 and id = $4');
const DOOM = statement('insert into dm_doomed (brand_id, table_id, row_id) values ($1, $2, $3)');

/**
 * Deletes a row. Nobody sees the rows below it from that commit on, since their parent is gone; the job
 * `datamodel.purge` removes them, however many they are.
 * @param path of a row
 * @param ifRevision revisions of which the row must have one; undefined: any
 * @throws {TolkError} as placeOf; ROW_NOT_FOUND, ROW_CHANGED
 * @throws {StaleModel} when the model has changed
 */
export async function deleteRow(
  scope: Scope, model: Model, path: RowPath, ifRevision?: readonly number[],
): Promise<void> {
  const place = rowPlaceOf(model, path);
  const { table, parentId, rowId } = place;
  await scope.transaction(async (tx) => {
    const { sql, brand } = tx;
    const { keys } = await holdRow(tx, model, place, 'delete', ifRevision);
    await rows(sql, DELETE, [brand.id, table.id, parentId, rowId]);
    const held = [...keys].flatMap(([column, text]) => (text === null ? [] : [{ column, text, rowId, parentId }]));
    await dropKeys(tx, table, held);
    if (!model.tables.some(({ parent }) => parent === table)) return;
    await rows(sql, DOOM, [brand.id, table.id, rowId]);
    await enqueuePurge(tx);
  });
}
