import type { Target } from './apply.ts';
import { columnDiff, columnPairs, type ColumnDiff } from './column-diff.ts';
import { lookupChanges, type NewName } from './lookup-diff.ts';
import { CUSTOMER_TABLE, type Model, type ModelDefinition, type Table, type TableDefinition } from './model.ts';
import { isInOrder, type PlannedChange } from './planned-change.ts';

/** All that lies between the model as it is and as it shall be. */
export interface Difference extends Omit<ColumnDiff, 'target'> {
  /** In the order in which people read them; none: both are the same. */
  readonly changes: readonly PlannedChange[];
  readonly target: Target;
}

/** A table as it shall be, beside the one that it was. */
interface Pair {
  readonly shall: TableDefinition;
  readonly was: Table | undefined;
  /** Name of the table that shall contain it. */
  readonly parent: string | undefined;
}

/**
 * Compares a model with a checked definition. Tables and columns are found by their names without letter case; a
 * table that gets another parent, or whose parent is made anew, is made anew.
 */
export function difference(now: Model, shall: ModelDefinition): Difference {
  const pairs = tablePairs(now, shall);
  const pairByName = new Map(pairs.map((pair) => [pair.shall.name, pair]));
  const diffs = pairs.map((pair) => tableDiff(pair, pairByName));
  const columns = diffs.flatMap((diff) => diff.columns ?? []);

  const matched = new Set(pairs.map(({ was }) => was));
  const dropped = now.tables.filter((table) => !matched.has(table)).map((table) =>
    ({ change: `table ${table.name}: is dropped with its rows`, loss: { table } }));
  const isMoved = !isInOrder(now.tables, pairs.map(({ was }) => was));
  return {
    target: { tables: diffs.map(({ target }) => target), lookups: shall.lookups },
    changes: [
      ...dropped,
      ...diffs.flatMap(({ changes, columns: of }) => [...changes, ...(of?.changes ?? [])]),
      ...(isMoved ? [{ change: 'the tables get another order' }] : []),
      ...lookupChanges(now, shall, newNames(pairs)),
    ],
    toText: columns.flatMap(({ toText }) => toText),
    toUnique: columns.flatMap(({ toUnique }) => toUnique),
    fromUnique: columns.flatMap(({ fromUnique }) => fromUnique),
  };
}

function tablePairs(now: Model, { tables, contains }: ModelDefinition): Pair[] {
  const parentOf = new Map(contains.map(({ parent, child }) => [child, parent]));
  const wasByName = new Map(now.tables.map((table) => [table.name.toLowerCase(), table]));
  return tables.map((shall) => ({
    shall, was: wasByName.get((shall.was ?? shall.name).toLowerCase()), parent: parentOf.get(shall.name),
  }));
}

interface TableDiff {
  readonly target: Target['tables'][number];
  readonly changes: readonly PlannedChange[];
  /** undefined: the whole table is new. */
  readonly columns: ColumnDiff | undefined;
}

function tableDiff(pair: Pair, pairByName: ReadonlyMap<string, Pair>): TableDiff {
  const { shall, was, parent } = pair;
  const { name, description } = shall;
  const place = parent === undefined ? 'on its own' : `contained in ${parent}`;
  if (was === undefined) {
    const columns = shall.columns.map((column) => ({ ...column, id: undefined }));
    return {
      target: { id: undefined, name, description, parent, columns },
      changes: [{ change: `table ${name}: is made, ${place}` }], columns: undefined,
    };
  }
  const stays = isKept(pair, pairByName);
  const columns = columnDiff(shall, was, stays);
  const changes: PlannedChange[] = [];
  if (!stays) changes.push({ change: `table ${was.name}: is made anew, ${place}`, loss: { table: was } });
  if (was.name !== name) changes.push({ change: `table ${was.name}: is renamed ${name}` });
  if (was.description !== description) changes.push({ change: `table ${name}: gets another description` });
  return {
    target: { id: stays ? was.id : undefined, name, description, parent, columns: columns.target }, changes, columns,
  };
}

/** Whether its rows can stay: it is where it was, and so are all tables above it. */
function isKept({ was, parent }: Pair, pairByName: ReadonlyMap<string, Pair>): boolean {
  if (was === undefined) return false;
  if (parent === undefined) return was.parent === undefined;
  if (parent === CUSTOMER_TABLE.name) return was.parent === CUSTOMER_TABLE;
  const above = pairByName.get(parent);
  return above !== undefined && above.was !== undefined && above.was === was.parent && isKept(above, pairByName);
}

function newNames(pairs: readonly Pair[]): NewName {
  const names = new Map<string, string>();
  for (const { shall, was } of pairs) {
    if (was === undefined) continue;
    for (const column of columnPairs(shall, was)) {
      if (column.was) names.set(`${was.name}.${column.was.name}`, `${shall.name}.${column.shall.name}`);
    }
  }
  return (table, column) => names.get(`${table}.${column}`);
}
