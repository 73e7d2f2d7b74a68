import { rows, type Scope } from '../../../db/index.ts';
import { failure } from '../../../errors.ts';
import { StaleModel } from '../../model/model-cache.ts';
import { CUSTOMER_TABLE, type Model } from '../../model/model.ts';
import { chainStatement, chainValues } from '../chain.ts';
import { placeNotFound, placeOf, rowPlaceOf } from '../place.ts';
import { rowColumns, rowOf, type StoredRow } from './row-text.ts';
import type { FoundRow, RowPath } from '../row.ts';

/** One line while the brand has a model: its revision, and the row if it and all rows above it are there. */
const READ = chainStatement(6, ({ isThere }) => `
  select m.revision::text, ${rowColumns('$2')}
  from dm_model m
  left join dm_row r
    on r.brand_id = $1 and r.table_id = $3 and r.parent_id = $4 and r.id = $5 and ${isThere}
  where m.brand_id = $1`);

/** As `Datamodel.readRow`. */
export async function readRow(scope: Scope, model: Model, path: RowPath): Promise<FoundRow> {
  const place = rowPlaceOf(model, path);
  const { table, parentId, rowId } = place;
  const { id, timeZone } = scope.brand;
  type Line = [revision: string, ...row: StoredRow | [id: null]];
  const [[revision, ...row] = ['']] =
    await rows<Line>(scope.sql, READ(place), [id, timeZone, table.id, parentId, rowId, ...chainValues(place)]);
  if (revision !== model.revision) throw new StaleModel();
  if (!isRow(row)) throw placeNotFound(place);
  return { table, row: rowOf(table, row) };
}

function isRow(row: readonly unknown[]): row is StoredRow {
  return typeof row[0] === 'string';
}

/** A customer is reached as the place of whatever is contained in it. */
const READ_CUSTOMER = chainStatement(2, ({ isThere }) => `select ${isThere}`);

/** As `Datamodel.readCustomer`. */
export async function readCustomer(scope: Scope, model: Model, path: RowPath): Promise<void> {
  const { table, parents, parentId, rowId } = placeOf(model, path);
  if (table !== CUSTOMER_TABLE || rowId === undefined) throw failure('TABLE_NOT_FOUND', { table: path.at(-1) ?? '' });
  const inside = { table, parents: [...parents, { table, id: rowId }], parentId, rowId: undefined };
  const [[isThere] = [false]] =
    await rows<[boolean]>(scope.sql, READ_CUSTOMER(inside), [scope.brand.id, ...chainValues(inside)]);
  if (!isThere) throw placeNotFound(inside);
}
