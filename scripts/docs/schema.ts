/** The page docs/schema.md: every table with its columns, keys and indexes, read from a database's catalogue. */
import type { Sql } from '../../src/db/index.ts';

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly fallback: string | null;
  readonly comment: string | null;
}

interface Part {
  readonly table_name: string;
  readonly definition: string;
  readonly comment: string | null;
}

/** Partitions are left out: they are made by the month and look like their parent. */
const TABLES = `
  select t.relname as table_name, coalesce('partitioned by ' || pg_get_partkeydef(t.oid), '') as definition,
    obj_description(t.oid, 'pg_class') as comment
  from pg_class t join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  where t.relkind in ('r', 'p') and not t.relispartition and t.relname not like 'knex\\_%'
  order by 1`;

const COLUMNS = `
  select t.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as optional, pg_get_expr(d.adbin, d.adrelid) as fallback,
    col_description(t.oid, a.attnum) as comment
  from pg_attribute a
  join pg_class t on t.oid = a.attrelid and t.relkind in ('r', 'p') and not t.relispartition
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  order by t.relname, a.attnum`;

/** Constraints as PostgreSQL 15 and 18 both show them: those of not-null (18 lists them) stand in the columns. */
const CONSTRAINTS = `
  select t.relname as table_name, c.conname || ': ' || pg_get_constraintdef(c.oid) as definition,
    obj_description(c.oid, 'pg_constraint') as comment
  from pg_constraint c
  join pg_class t on t.oid = c.conrelid and not t.relispartition
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  where c.contype <> 'n'
  order by t.relname, c.contype desc, c.conname`;

const INDEXES = `
  select t.relname as table_name,
    regexp_replace(pg_get_indexdef(i.oid), '^create (unique )?index (\\S+) on (only )?\\S+ using', '\\1\\2:', 'i') as definition,
    obj_description(i.oid, 'pg_class') as comment
  from pg_index x
  join pg_class t on t.oid = x.indrelid and not t.relispartition
  join pg_class i on i.oid = x.indexrelid
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  where not exists (select from pg_constraint c where c.conindid = i.oid and c.contype in ('p', 'u'))
    and t.relname not like 'knex\\_%'
  order by t.relname, i.relname`;

const HEAD = `# The tables

Made from a migrated database by \`npm run generate\`; the test run compares it. Times are \`timestamptz\`; ids are \`bigint\` from one
sequence per table. Every table of brand data carries \`brand_id\`, and its keys start with it.
`;

/** @returns the page as Markdown */
export async function schemaMarkdown(sql: Sql): Promise<string> {
  const [tables, columns, constraints, indexes] = await Promise.all([
    ask<Part>(sql, TABLES), ask<Column>(sql, COLUMNS), ask<Part>(sql, CONSTRAINTS), ask<Part>(sql, INDEXES),
  ]);
  const sections = tables.map(({ table_name: name, definition, comment }) => {
    const own = <Row extends { table_name: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.table_name === name);
    return [
      `## ${name}\n`,
      [comment ?? '', definition === '' ? '' : `(${definition})`].filter((text) => text !== '').join(' '),
      '\n| column | type | default | meaning |\n|---|---|---|---|',
      ...own(columns).map(columnRow),
      '',
      ...own(constraints).map(partLine),
      ...own(indexes).map(partLine),
    ].join('\n');
  });
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

async function ask<Row>(sql: Sql, text: string): Promise<Row[]> {
  return (await sql.raw<{ rows: Row[] }>(text.replaceAll('?', '\\?'))).rows;
}

function columnRow({ column_name: name, type, optional, fallback, comment }: Column): string {
  return `| ${name} | ${type}${optional ? ', may be null' : ''} | ${cell(fallback ?? '')} | ${cell(comment ?? '')} |`;
}

function partLine({ definition, comment }: Part): string {
  return `* \`${definition}\`${comment === null ? '' : `: ${comment}`}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
