import { CUSTOMER_REFERENCES, type CustomerReference } from '../../customer/index.ts';
import { failure } from '../../errors.ts';
import { CUSTOMER_TABLE, type Column, type Model, type Table } from '../model/model.ts';
import type { ParentReference, RowPlan } from './row-plan.ts';

/** A plan as a revision of the model has its tables and columns. */
export interface SettledPlan extends Pick<RowPlan, 'mode' | 'emptyCells'> {
  readonly table: Table;
  readonly parents: readonly SettledReference[];
  readonly columns: readonly Column[];
  readonly unique: readonly Column[];
  /** The column of `unique` that rows are looked up by; undefined: every record is a new row. */
  readonly key: Column | undefined;
}

export type SettledReference = CustomerNamed | RowNamed;

interface CustomerNamed {
  readonly table: typeof CUSTOMER_TABLE;
  readonly by: CustomerReference;
  readonly column: undefined;
}

interface RowNamed {
  readonly table: Table;
  /** Name of the column. */
  readonly by: string;
  readonly column: Column;
}

/**
 * Finds the tables and columns of a plan.
 * @throws {TolkError} TABLE_NOT_FOUND, COLUMN_NOT_FOUND, COLUMN_NOT_UNIQUE, ROW_PLAN for what cannot be carried out
 */
export function settlePlan(model: Model, plan: RowPlan): SettledPlan {
  const { mode, emptyCells } = plan;
  const table = tableOf(model, plan.table);
  if (table === CUSTOMER_TABLE) throw planRefused(plan, 'it is the system table; customers are imported as customers');
  const columns = plan.columns.map((name) => columnOf(table, name));
  const twice = plan.columns.find((name, place) => plan.columns.indexOf(name) !== place);
  if (twice !== undefined) throw planRefused(plan, `column ${twice} is filled twice`);
  const unique = [...new Set(plan.unique)].map((name) => columnOf(table, name));
  const unfilled = unique.find((column) => !columns.includes(column));
  if (unfilled !== undefined) throw planRefused(plan, `column ${unfilled.name} tells rows apart, so it must be filled`);
  const key = unique.find((column) => column.unique);
  if (key === undefined && unique[0] !== undefined) throw notUnique(table, unique[0]);
  if (key === undefined && mode === 'update') throw planRefused(plan, 'without unique columns no row is found');
  return { table, parents: settleParents(model, plan, table), columns, unique, key, mode, emptyCells };
}

function settleParents(model: Model, plan: RowPlan, table: Table): SettledReference[] {
  const parents = plan.parent.map((one) => settleReference(model, plan, one));
  const direct = parents.at(-1);
  if (direct === undefined && table.parent !== undefined) {
    throw planRefused(plan, `its rows are contained in ${table.parent.name}, so parent must name a row there`);
  }
  for (const [place, { table: above }] of parents.entries()) {
    const below = parents[place + 1]?.table ?? table;
    if (below.parent === above) continue;
    const where = below.parent === undefined ? 'in no other' : `in ${below.parent.name}`;
    throw planRefused(plan, `rows of ${below.name} are contained ${where}, not in ${above.name}`);
  }
  return parents;
}

function settleReference(model: Model, plan: RowPlan, { of, by }: ParentReference): SettledReference {
  const table = tableOf(model, of);
  if (table === CUSTOMER_TABLE) {
    const known = CUSTOMER_REFERENCES.find((name) => name === by);
    const names = CUSTOMER_REFERENCES.join(', ');
    if (known === undefined) throw planRefused(plan, `a customer is named by one of ${names}, not by ${by}`);
    return { table: CUSTOMER_TABLE, by: known, column: undefined };
  }
  const column = columnOf(table, by);
  if (!column.unique) throw notUnique(table, column);
  return { table, by, column };
}

function tableOf({ tableByName }: Model, name: string): Table {
  const table = tableByName.get(name);
  if (table === undefined) throw failure('TABLE_NOT_FOUND', { table: name });
  return table;
}

function columnOf({ name: table, columnByName }: Table, name: string): Column {
  const column = columnByName.get(name);
  if (column === undefined) throw failure('COLUMN_NOT_FOUND', { column: name, table });
  return column;
}

function notUnique({ name: table }: Table, { name: column }: Column) {
  return failure('COLUMN_NOT_UNIQUE', { column, table });
}

/** What is thrown for a plan that cannot be carried out. */
export function planRefused({ table }: RowPlan, why: string) {
  return failure('ROW_PLAN', { table, why });
}
