/**
 * The key rule: every table of brand data carries brand_id, and its primary key, unique indexes and foreign keys start
 * with it. The exceptions are named here, and only here.
 */
import type { Sql } from '../../src/db/index.ts';

/** Tables of the house, not of a brand. */
export const HOUSE_TABLES = [
  'brand', 'app_user', 'user_brand', 'token', 'token_log', 'oauth_client', 'worker_instance', 'clock_minute',
  'vault_key', 'page_call', 'knex_migrations', 'knex_migrations_lock',
];

const KEYS = `
  select t.relname as table_name, i.relname as key_name, a.attname as first_column
  from pg_index x
  join pg_class t on t.oid = x.indrelid
  join pg_class i on i.oid = x.indexrelid
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
  where x.indisunique
  union all
  select t.relname, c.conname, a.attname
  from pg_constraint c
  join pg_class t on t.oid = c.conrelid
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
  where c.contype = 'f'
  order by 1, 2`;

const TABLES_WITHOUT_BRAND = `
  select t.relname as table_name
  from pg_class t
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  where t.relkind in ('r', 'p')
    and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'brand_id' and not a.attisdropped)
  order by 1`;

interface Key {
  readonly table_name: string;
  readonly key_name: string;
  readonly first_column: string | null;
}

/** @returns one line per table or key that breaks the rule */
export async function keyComplaints(sql: Sql): Promise<string[]> {
  const { rows: keys } = await sql.raw<{ rows: Key[] }>(KEYS);
  const { rows: tables } = await sql.raw<{ rows: Pick<Key, 'table_name'>[] }>(TABLES_WITHOUT_BRAND);
  const ofBrand = (table: string) => !HOUSE_TABLES.includes(table);
  return [
    ...tables.filter((row) => ofBrand(row.table_name)).map((row) => `${row.table_name} has no brand_id`),
    ...keys.filter((row) => ofBrand(row.table_name) && row.first_column !== 'brand_id')
      .map((row) => `${row.table_name}: ${row.key_name} starts with ${row.first_column ?? 'an expression'}, not with brand_id`),
  ];
}
