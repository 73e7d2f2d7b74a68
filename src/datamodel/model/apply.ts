import { rows, statement, type TxScope } from '../../db/index.ts';
import type { ColumnDefinition, LookupDefinition, TableDefinition } from './model.ts';

/** A model as it shall be stored: what stays has its number, what is new has none yet. */
export interface Target {
  /** In their order. */
  readonly tables: readonly TargetTable[];
  readonly lookups: readonly LookupDefinition[];
}

interface TargetTable extends Omit<TableDefinition, 'columns'> {
  readonly id: string | undefined;
  /** Name of the table whose rows contain its rows. */
  readonly parent: string | undefined;
  readonly columns: readonly TargetColumn[];
}

export interface TargetColumn extends ColumnDefinition {
  readonly id: string | undefined;
}

const TAKE_IDS = statement(`
  select nextval(pg_get_serial_sequence($1, 'id'))::text from generate_series(1, $2)`);

/** Columns of a table that goes keep their rows of this table: the job takes them with it. */
const DROP_TABLES = statement(`
  update dm_table set deleted_at = now() where brand_id = $1 and deleted_at is null and id <> all($2::bigint[])`);
const DROP_COLUMNS = statement(`
  update dm_column set deleted_at = now()
  where brand_id = $1 and deleted_at is null and table_id = any($2::bigint[]) and id <> all($3::bigint[])`);

const WRITE_TABLES = statement(`
  insert into dm_table (brand_id, id, name, description, parent_id, place) overriding system value
  select $1, id, name, description, parent_id, place
  from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[])
    with ordinality as given (id, name, description, parent_id, place)
  on conflict (brand_id, id) do update
  set name = excluded.name, description = excluded.description, place = excluded.place`);

const WRITE_COLUMNS = statement(`
  insert into dm_column (brand_id, id, table_id, name, type, description, is_unique, place) overriding system value
  select $1, id, table_id, name, type, description, is_unique, place
  from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[])
    with ordinality as given (id, table_id, name, type, description, is_unique, place)
  on conflict (brand_id, id) do update
  set name = excluded.name, type = excluded.type, description = excluded.description,
    is_unique = excluded.is_unique, place = excluded.place`);

const DROP_LOOKUPS = statement('delete from dm_lookup where brand_id = $1');
const WRITE_LOOKUPS = statement(`
  insert into dm_lookup (brand_id, column_id, target_column_id)
  select $1, * from unnest($2::bigint[], $3::bigint[])`);

const RENEW = statement(`
  insert into dm_model (brand_id, changed_by) values ($1, $2)
  on conflict (brand_id) do update
  set revision = gen_random_uuid(), changed_at = now(), changed_by = excluded.changed_by`);

/** Stores a model in place of the one that is, whose tables and columns without a place in it are marked as deleted. */
export async function applyTarget(tx: TxScope, target: Target): Promise<void> {
  const { sql, brand: { id: brandId }, actor } = tx;
  const tables = withIds(target.tables, await newIds(tx, 'dm_table', target.tables));
  const tableIds = tables.map(({ id }) => id);
  const idOf = new Map([['customer', '0'], ...tables.map(({ name, id }) => [name, id] as const)]);

  const given = tables.flatMap(({ id: tableId, name: table, columns }) =>
    columns.map((column) => ({ ...column, tableId, table })));
  const columns = withIds(given, await newIds(tx, 'dm_column', given));
  const columnIds = columns.map(({ id }) => id);
  const columnIdOf = new Map(columns.map(({ table, name, id }) => [`${table}.${name}`, id]));

  await rows(sql, RENEW, [brandId, actor.name]);
  await rows(sql, DROP_LOOKUPS, [brandId]);
  await rows(sql, DROP_TABLES, [brandId, tableIds]);
  await rows(sql, DROP_COLUMNS, [brandId, tableIds, columnIds]);
  await rows(sql, WRITE_TABLES, [
    brandId, tableIds, tables.map(({ name }) => name), tables.map(({ description }) => description),
    tables.map(({ parent }) => (parent === undefined ? null : idOf.get(parent))),
  ]);
  await rows(sql, WRITE_COLUMNS, [
    brandId, columnIds, columns.map(({ tableId }) => tableId), columns.map(({ name }) => name),
    columns.map(({ type }) => type), columns.map(({ description }) => description),
    columns.map(({ unique }) => unique),
  ]);
  await rows(sql, WRITE_LOOKUPS, [
    brandId,
    target.lookups.map(({ table, column }) => columnIdOf.get(`${table}.${column}`)),
    target.lookups.map(({ targetTable, targetColumn }) => columnIdOf.get(`${targetTable}.${targetColumn}`)),
  ]);
}

interface Numbered {
  readonly id: string | undefined;
}

async function newIds({ sql }: TxScope, table: string, given: readonly Numbered[]): Promise<string[]> {
  const missing = given.filter(({ id }) => id === undefined).length;
  return (await rows<[string]>(sql, TAKE_IDS, [table, missing])).flat();
}

function withIds<One extends Numbered>(
  given: readonly One[], ids: readonly string[],
): (One & { readonly id: string })[] {
  let taken = 0;
  return given.map((one) => ({ ...one, id: one.id ?? ids[taken++] ?? '' }));
}
