import type { Scope } from '../../../db/index.ts';
import { failure } from '../../../errors.ts';
import type { ModelCache } from '../../model/model-cache.ts';
import type { Table } from '../../model/model.ts';
import { BY_ID, type Cursor } from './page-order.ts';
import { placeOf } from '../place.ts';
import { rowOf } from './row-text.ts';
import type { RowPage, RowPath } from '../row.ts';
import { readSlice } from './slice.ts';

/**
 * As `Datamodel.allRows`. Each batch takes a connection and gives it back, so that a slow reader holds none; rows that
 * come or go meanwhile are in it or not, all others once. It is read with the columns that the table had at the first
 * batch.
 * @throws {TolkError} also in the middle: when a parent or the table goes meanwhile
 */
export async function* allRows(models: ModelCache, scope: Scope, path: RowPath): AsyncGenerator<RowPage, void> {
  const { ROW_STREAM_BATCH: limit, ROW_BATCH_BYTES: bytes } = scope.limits;
  let table: Table | undefined;
  let after: Cursor | undefined;
  for (;;) {
    const batch = await models.settled(scope, async (model) => {
      const place = placeOf(model, path);
      if (table !== undefined && place.table.id !== table.id) throw failure('TABLE_NOT_FOUND', { table: table.name });
      return { now: place.table, ...await readSlice(scope, model, place, { order: BY_ID, after, limit, bytes }) };
    });
    const { now, rows, found, cursorAt } = batch;
    table ??= now;
    const shown = withoutDropped(table, now);
    yield { table, rows: rows.map((row) => rowOf(shown, row)), next: undefined };
    if (found < limit && rows.length === found) return;
    after = cursorAt(rows.length - 1);
  }
}

/** The table as it was, but that columns dropped since have no values: what the store still has of them is to go. */
function withoutDropped(table: Table, now: Table): Table {
  if (table === now) return table;
  const kept = new Set(now.columns.map(({ id }) => id));
  return { ...table, columns: table.columns.map((column) => (kept.has(column.id) ? column : { ...column, id: '' })) };
}
