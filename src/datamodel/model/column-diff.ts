import type { TargetColumn } from './apply.ts';
import type { Column, ColumnDefinition, ColumnType, Table, TableDefinition } from './model.ts';
import { isInOrder, type PlannedChange } from './planned-change.ts';

/** A column whose rows are there. */
export interface ColumnRef {
  readonly table: Table;
  /** dm_column.id. */
  readonly id: string;
  readonly name: string;
}

/** What becomes of the columns of a table that is there already. */
export interface ColumnDiff {
  readonly target: readonly TargetColumn[];
  readonly changes: readonly PlannedChange[];
  /** Columns whose values become texts, as they are shown. */
  readonly toText: readonly ColumnRef[];
  readonly toUnique: readonly ColumnRef[];
  readonly fromUnique: readonly ColumnRef[];
}

/** A column as it shall be, beside the one that it was. */
interface Pair {
  readonly shall: ColumnDefinition;
  readonly was: Column | undefined;
}

/**
 * Compares the columns of a table.
 * @param stays whether its rows stay; when they go, so do all values, and nothing here is a loss of its own
 */
export function columnDiff(shall: TableDefinition, was: Table, stays: boolean): ColumnDiff {
  const pairs = columnPairs(shall, was);
  const matched = new Set(pairs.map((pair) => pair.was));
  const lossOf = (column: Column) => (stays ? { table: was, columnId: column.id } : undefined);
  const dropped = was.columns.filter((column) => !matched.has(column)).map((column) =>
    ({ change: `column ${shall.name}.${column.name}: is dropped with its values`, loss: lossOf(column) }));
  const isMoved = !isInOrder(was.columns, pairs.map((pair) => pair.was));

  const kept = pairs.flatMap(({ shall: { name, type, unique }, was: column }) =>
    (stays && column !== undefined && keepsValues(column.type, type)
      ? [{ ref: { table: was, id: column.id, name }, type, unique, column }] : []));
  const refs = (holds: (one: (typeof kept)[number]) => boolean) => kept.filter(holds).map(({ ref }) => ref);
  const idOf = new Map(kept.map(({ ref, column }) => [column, ref.id]));
  return {
    target: pairs.map((pair) => ({ ...pair.shall, id: pair.was && idOf.get(pair.was) })),
    changes: [
      ...dropped,
      ...pairs.flatMap((pair) => changesOf(shall.name, pair, lossOf)),
      ...(isMoved ? [{ change: `table ${shall.name}: its columns get another order` }] : []),
    ],
    toText: refs(({ type, column }) => type === 'string' && !IS_TEXT.has(column.type)),
    toUnique: refs(({ unique, column }) => unique && !column.unique),
    fromUnique: refs(({ unique, column }) => !unique && column.unique),
  };
}

/** Columns are found by their names, without letter case. */
export function columnPairs({ columns }: TableDefinition, was: Table): Pair[] {
  const byName = new Map(was.columns.map((column) => [column.name.toLowerCase(), column]));
  return columns.map((shall) => ({ shall, was: byName.get((shall.was ?? shall.name).toLowerCase()) }));
}

/** Types whose values are stored as JSON texts. */
const IS_TEXT: ReadonlySet<ColumnType> = new Set(['string', 'date', 'time', 'datetime']);

/** Every value has a text form, and every whole number is a decimal one; other values cannot be kept. */
function keepsValues(before: ColumnType, after: ColumnType): boolean {
  return before === after || after === 'string' || before === 'number' && after === 'decimal';
}

function changesOf(
  table: string, { shall, was }: Pair, lossOf: (column: Column) => PlannedChange['loss'],
): PlannedChange[] {
  const column = `column ${table}.${shall.name}`;
  if (was === undefined) return [{ change: `${column}: is added, type ${shall.type}${shall.unique ? ', unique' : ''}` }];
  const changes: PlannedChange[] = [];
  if (was.name !== shall.name) changes.push({ change: `column ${table}.${was.name}: is renamed ${shall.name}` });
  if (was.type !== shall.type) {
    const loss = keepsValues(was.type, shall.type) ? undefined : lossOf(was);
    changes.push({ change: `${column}: type ${was.type} becomes ${shall.type}`, loss });
  }
  if (was.unique !== shall.unique) {
    changes.push({ change: `${column}: ${shall.unique ? 'becomes unique' : 'is no longer unique'}` });
  }
  if (was.description !== shall.description) changes.push({ change: `${column}: gets another description` });
  return changes;
}
