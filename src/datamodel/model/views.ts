import { rows, statement, type Scope } from '../../db/index.ts';
import { livingRows, tablesAbove } from './living-rows.ts';
import { loadModel } from './load-model.ts';
import { holdModel } from './model-lock.ts';
import { CUSTOMER_TABLE, type ColumnType, type Table } from './model.ts';

/** $1: a template with %I and %L, $2: what stands for them. PostgreSQL quotes, nobody else does. */
const FORMAT = statement('select format($1, variadic $2::text[])');

const VIEWS_THERE = statement('select viewname from pg_views where schemaname = $1 order by viewname');

/** A piece of SQL with what stands for its %I and %L. */
interface Piece {
  readonly template: string;
  readonly values: readonly string[];
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'text', date: 'date', time: 'time', datetime: 'timestamp', boolean: 'boolean', number: 'numeric',
  decimal: 'numeric',
};

/**
 * SQL that makes views for people who query the database themselves: a schema `datamodel_<brand id>`, with a view
 * for each table in place of those that are there. A view has a typed column per column, the ids as addresses have
 * them, the times in the zone of the brand, and only rows whose whole chain of parents is there.
 * @returns statements, each without a semicolon
 */
export async function viewStatements(scope: Scope): Promise<string[]> {
  const schema = schemaOf(scope);
  const { tables } = await loadModel(scope);
  const there = (await rows<[string]>(scope.sql, VIEWS_THERE, [schema])).flat();
  const pieces: Piece[] = [
    { template: 'create schema if not exists %I', values: [schema] },
    ...there.map((view) => ({ template: 'drop view %I.%I', values: [schema, view] })),
    ...tables.flatMap((table) => [viewOf(scope, schema, table), ...commentsOf(schema, table)]),
  ];
  const statements: string[] = [];
  for (const { template, values } of pieces) {
    const [[text] = ['']] = await rows<[string]>(scope.sql, FORMAT, [template, values]);
    statements.push(text);
  }
  return statements;
}

/**
 * Makes the views of `viewStatements`.
 * @throws {pg.DatabaseError} when the role may not, or when something of somebody else's hangs on a view
 */
export async function makeViews(scope: Scope): Promise<{ readonly schema: string; readonly views: string[] }> {
  return scope.transaction(async (tx) => {
    await holdModel(tx);
    for (const text of await viewStatements(tx)) await rows(tx.sql, statement(text), []);
    const schema = schemaOf(tx);
    return { schema, views: (await rows<[string]>(tx.sql, VIEWS_THERE, [schema])).flat() };
  });
}

function schemaOf({ brand }: Scope): string {
  return `datamodel_${brand.id}`;
}

function viewOf({ brand }: Scope, schema: string, table: Table): Piece {
  const chain = tablesAbove(table);
  const columns = table.columns.map(({ id, type }) => `(r.data ->> '${id}')::${SQL_TYPES[type]} as %I`);
  const parent = table.parent === undefined ? []
    : [`${table.parent === CUSTOMER_TABLE ? `'clang_' || r.parent_id` : shownId('r.parent_id')} as clang_parentid`];
  const time = (column: string) => `date_trunc('second', r.${column} at time zone %L)`;
  const selected = [
    `${shownId('r.id')} as clang_id`, ...parent, ...columns,
    `${time('created_at')} as clang_createdat`, 'r.created_by as clang_createdby',
    `${time('modified_at')} as clang_modifiedat`, 'r.modified_by as clang_modifiedby',
  ];
  const from = livingRows(table, brand.id, (place) => chain[place]?.id ?? '');
  return {
    template: `create view %I.%I as\nselect ${selected.join(',\n  ')}\nfrom (${from}) r`,
    values: [schema, table.name, ...table.columns.map(({ name }) => name), brand.timeZone, brand.timeZone],
  };
}

function shownId(id: string): string {
  return `'clang_' || lpad(to_hex(${id}), 13, '0')`;
}

function commentsOf(schema: string, { name, description, columns }: Table): Piece[] {
  return [
    { template: 'comment on view %I.%I is %L', values: [schema, name, description] },
    ...columns.map((column) =>
      ({ template: 'comment on column %I.%I.%I is %L', values: [schema, name, column.name, column.description] })),
  ].filter(({ values }) => values.at(-1) !== '');
}
