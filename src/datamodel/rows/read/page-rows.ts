import { isStatementTimeout, withTimeLimit, type Scope } from '../../../db/index.ts';
import { failure } from '../../../errors.ts';
import type { Model } from '../../model/model.ts';
import { readCursor, writeCursor } from './page-cursor.ts';
import { filterOf } from './page-filter.ts';
import { orderOf } from './page-order.ts';
import { placeOf } from '../place.ts';
import { rowOf } from './row-text.ts';
import type { PageQuery, RowPage, RowPath } from '../row.ts';
import { readSlice, type Slice, type SliceRows } from './slice.ts';

/** As `Datamodel.pageOfRows`. */
export async function pageOfRows(scope: Scope, model: Model, path: RowPath, query: PageQuery): Promise<RowPage> {
  const { limit, offset = 0 } = query;
  const place = placeOf(model, path);
  const { table } = place;
  const order = orderOf(table, query.sort);
  const slice = {
    order, filter: filterOf(table, query.filter, scope), after: readCursor(query.after, order),
    limit: limit + 1, offset, bytes: scope.limits.ROW_PAGE_BYTES, // the row beyond the limit tells of a next page
  };
  const { rows, found, cursorAt } = await inTime(scope, slice, (under) => readSlice(under, model, place, slice));
  const given = rows.slice(0, limit);
  if (given.length < Math.min(found, limit)) {
    throw failure('PAGE_TOO_LARGE', { most: String(scope.limits.ROW_PAGE_BYTES) });
  }
  return {
    table, rows: given.map((row) => rowOf(table, row)),
    next: found > limit ? writeCursor(order, cursorAt(limit - 1)) : undefined,
  };
}

async function inTime(
  scope: Scope, { order, filter, offset }: Slice, read: (scope: Scope) => Promise<SliceRows>,
): Promise<SliceRows> {
  // By id or by key it costs the same whatever the table holds; the limit would cost it a transaction.
  const isByKey = filter === undefined ? order.key === 'id' && offset === 0 : filter.unique !== undefined;
  if (isByKey) return read(scope);
  const { ROW_QUERY_TIME } = scope.limits;
  try {
    return await withTimeLimit(scope, ROW_QUERY_TIME, read);
  } catch (error) {
    if (isStatementTimeout(error)) throw failure('QUERY_TOO_LONG', { seconds: String(ROW_QUERY_TIME / 1000) });
    throw error;
  }
}
