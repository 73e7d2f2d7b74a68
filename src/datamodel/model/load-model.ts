import { rows, statement, type Scope } from '../../db/index.ts';
import { CUSTOMER_TABLE, type Column, type ColumnType, type Model, type Table } from './model.ts';

/**
 * One statement, so that all of it is of one moment. A row per table: its columns are found by their index whatever
 * the planner knows of them, and its description comes once.
 */
const LOAD = statement(`
  select m.revision::text, t.id, t.name, t.description, t.parent_id, c.columns
  from dm_model m
  left join dm_table t on t.brand_id = m.brand_id and t.deleted_at is null
  cross join lateral (
    select json_agg(json_build_array(
      c.id::text, c.name, c.type, c.description, c.is_unique, target_table.name, target.name
    ) order by c.place, c.id) as columns
    from dm_column c
    left join dm_lookup l on l.brand_id = c.brand_id and l.column_id = c.id
    left join dm_column target on target.brand_id = c.brand_id and target.id = l.target_column_id
    left join dm_table target_table on target_table.brand_id = c.brand_id and target_table.id = target.table_id
    where c.brand_id = m.brand_id and c.table_id = t.id and c.deleted_at is null
  ) c
  where m.brand_id = $1
  order by t.place, t.id`);

/** All but the revision are null in the only row of a model without tables. */
type Row = readonly [
  revision: string, id: string | null, name: string, description: string, parentId: string | null,
  columns: readonly ColumnRow[] | null,
];

type ColumnRow = readonly [
  id: string, name: string, type: ColumnType, description: string, unique: boolean,
  targetTable: string | null, targetColumn: string | null,
];

/** The data model of the scope's brand as it is now. */
export async function loadModel({ sql, brand }: Scope): Promise<Model> {
  const found = await rows<Row>(sql, LOAD, [brand.id]);
  const byId = new Map(found.flatMap((row) => (row[1] === null ? [] : [[row[1], row]])));
  const tables = new Map<string, Table>([[CUSTOMER_TABLE.id, CUSTOMER_TABLE]]);
  const tableOf = (id: string): Table => {
    const known = tables.get(id);
    if (known !== undefined) return known;
    const [, , name = '', description = '', parentId = null, lines = null] = byId.get(id) ?? [];
    const columns = (lines ?? []).map(columnOf);
    const table: Table = {
      id, name, description, columns,
      parent: parentId === null ? undefined : tableOf(parentId),
      columnByName: new Map(columns.map((column) => [column.name, column])),
    };
    tables.set(id, table);
    return table;
  };
  const defined = [...byId.keys()].map(tableOf);
  return {
    revision: found[0]?.[0],
    tables: defined,
    tableByName: new Map([CUSTOMER_TABLE, ...defined].map((table) => [table.name, table])),
  };
}

function columnOf([id, name, type, description, unique, targetTable, targetColumn]: ColumnRow): Column {
  const lookup = targetTable === null || targetColumn === null
    ? undefined : { table: targetTable, column: targetColumn };
  return { id, name, type, description, unique, lookup };
}
