import { failure, type TolkError } from '../../errors.ts';
import { CUSTOMER_TABLE, type Model, type Table } from '../model/model.ts';
import type { RowPath } from './row.ts';

/** A row, or customer, that contains others. */
export interface Parent {
  readonly table: Table;
  /** dm_row.id or customer.id. */
  readonly id: string;
}

/** What an address names: a table below its parent rows, or one row there. Whether the rows exist is not said. */
export interface Place {
  readonly table: Table;
  /** The rows that contain it, from the top down. */
  readonly parents: readonly Parent[];
  /** dm_row.parent_id of its rows; '0' in a table of its own. */
  readonly parentId: string;
  /** dm_row.id, or customer.id; undefined: the address is that of the table. */
  readonly rowId: string | undefined;
}

/** The place of one row. */
export interface RowPlace extends Place {
  readonly rowId: string;
}

const NO_PARENT = '0';

/**
 * Finds what an address names (datamodel-rest.md 2).
 * @throws {TolkError} TABLE_NOT_FOUND, TABLE_CONTAINED, TABLE_OF_SYSTEM, ROW_NOT_FOUND for what cannot be an id
 */
export function placeOf(model: Model, [name = '', id, ...below]: RowPath): Place {
  const table = model.tableByName.get(name);
  if (table === undefined) throw failure('TABLE_NOT_FOUND', { table: name });
  if (table.parent !== undefined) throw failure('TABLE_CONTAINED', { table: name, parent: table.parent.name });
  if (table === CUSTOMER_TABLE && id === undefined) throw failure('TABLE_OF_SYSTEM', {});
  return walk(model, { table, parents: [], parentId: NO_PARENT, rowId: undefined }, id, below);
}

/** The place of an address that must be a table's. @throws {TolkError} as placeOf */
export function tablePlaceOf(model: Model, path: RowPath): Place {
  const place = placeOf(model, path);
  if (place.rowId !== undefined) throw failure('TABLE_NOT_FOUND', { table: path.at(-1) ?? '' });
  return place;
}

/**
 * The place of an address that must be a row's.
 * @throws {TolkError} as placeOf; TABLE_OF_SYSTEM for a customer, who is no row
 */
export function rowPlaceOf(model: Model, path: RowPath): RowPlace {
  const place = placeOf(model, path);
  if (place.table === CUSTOMER_TABLE) throw failure('TABLE_OF_SYSTEM', {});
  if (place.rowId === undefined) throw rowNotFound('', place.table);
  return { ...place, rowId: place.rowId };
}

function walk(model: Model, place: Place, id: string | undefined, [name, next, ...below]: RowPath): Place {
  if (id === undefined) return place;
  const { table, parents } = place;
  const number = numberOf(table, id);
  if (number === undefined) throw rowNotFound(id, table);
  if (name === undefined) return { ...place, rowId: number };
  const child = model.tableByName.get(name);
  if (child?.parent !== table) throw failure('TABLE_NOT_FOUND', { table: name });
  const inside = { table: child, parents: [...parents, { table, id: number }], parentId: number, rowId: undefined };
  return walk(model, inside, next, below);
}

const CUSTOMER_ID = /^clang_([1-9]\d{0,18})$/;
const MOST_CUSTOMER_ID = 2n ** 63n - 1n;
const ROW_ID = /^clang_([\da-f]{13})$/;

/** What cannot be an id names no row (13 hex digits are 52 bits, which a double holds). */
function numberOf(table: Table, id: string): string | undefined {
  if (table !== CUSTOMER_TABLE) {
    const digits = ROW_ID.exec(id)?.[1];
    return digits === undefined ? undefined : String(Number.parseInt(digits, 16));
  }
  const digits = CUSTOMER_ID.exec(id)?.[1];
  return digits === undefined || BigInt(digits) > MOST_CUSTOMER_ID ? undefined : digits;
}

/** An id as addresses and rows show it. @param id dm_row.id */
export function shownId(id: string): string {
  return `clang_${Number(id).toString(16).padStart(13, '0')}`;
}

/** What is thrown when the row of a place, or a row above it, is not there. */
export function placeNotFound({ table, parents, rowId }: Place): TolkError {
  const missing = rowId === undefined ? parents.at(-1) : { table, id: rowId };
  if (missing === undefined) return failure('TABLE_NOT_FOUND', { table: table.name });
  const isCustomer = missing.table === CUSTOMER_TABLE;
  return rowNotFound(isCustomer ? `clang_${missing.id}` : shownId(missing.id), missing.table);
}

function rowNotFound(id: string, { name }: Table): TolkError {
  return failure('ROW_NOT_FOUND', { id, table: name });
}
