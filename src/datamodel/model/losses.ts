import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { livingRows, tablesAbove } from './living-rows.ts';
import type { ModelChange, Table } from './model.ts';
import type { PlannedChange } from './planned-change.ts';

/** $1 the brand, $2 the tables from the top down, $3 columns. Counts of all rows, and of values per column. */
const countRows = (table: Table) => statement(`
  select count(*) from (${livingRows(table, '$1', tableId)}) r`);
const countValues = (table: Table) => statement(`
  select columns.id, count(*)
  from (${livingRows(table, '$1', tableId)}) r join unnest($3::text[]) as columns (id) on r.data ? columns.id
  group by columns.id`);

const tableId = (place: number) => `($2::bigint[])[${place + 1}]`;

/** Counts what each change would take away now: one statement per table. Rows that nobody sees do not count. */
export async function withLosses(scope: Scope, planned: readonly PlannedChange[]): Promise<ModelChange[]> {
  const counts = new Map<PlannedChange, number>();
  const byTable = Map.groupBy(planned.filter(({ loss }) => loss !== undefined), ({ loss }) => loss?.table as Table);
  for (const [table, changes] of byTable) {
    const columnIds = changes.flatMap(({ loss }) => loss?.columnId ?? []);
    const values = await countsOf(scope, table, columnIds);
    for (const change of changes) counts.set(change, values.get(change.loss?.columnId) ?? 0);
  }
  return planned.map((one) => ({ change: one.change, loses: counts.get(one) ?? 0 }));
}

/** By column; those of the whole table by undefined. */
async function countsOf(
  { sql, brand }: Scope, table: Table, columnIds: readonly string[],
): Promise<Map<string | undefined, number>> {
  const chain = tablesAbove(table).map(({ id }) => id);
  if (columnIds.length === 0) {
    const [[count] = ['0']] = await rows<[string]>(sql, countRows(table), [brand.id, chain]);
    return new Map([[undefined, Number(count)]]);
  }
  const found = await rows<[string, string]>(sql, countValues(table), [brand.id, chain, columnIds]);
  return new Map(found.map(([id, count]) => [id, Number(count)]));
}

/** @throws {TolkError} MODEL_LOSS, naming every change that takes something away */
export function refuseLosses(changes: readonly ModelChange[]): void {
  const lossy = changes.filter(({ loses }) => loses > 0);
  if (lossy.length === 0) return;
  throw failure('MODEL_LOSS', { losses: lossy.map(({ change, loses }) => `${change} (${loses})`).join('; ') });
}
