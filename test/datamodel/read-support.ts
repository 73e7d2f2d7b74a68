/** Rows put into the store as they lie there, for tests of reading. */
import type { Datamodel, Model, PageQuery, RowPage, RowPath, Table } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { expect } from 'chai';

const PUT = statement(`
  insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
  select $1, $2, $3, data::jsonb, $5, $5 from unnest($4::text[]) with ordinality as given (data, place) order by place
  returning id`);
const KEY = statement(`
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select brand_id, table_id, $3::bigint, parent_id, dm_hash(data ->> $3::bigint::text), id
  from dm_row where brand_id = $1 and table_id = $2 and data ? $3::bigint::text on conflict do nothing`);

/**
 * Puts rows into a table, column name -> value as JSON text; keys of unique columns too.
 * @param parentId dm_row.id or customer.id
 * @returns their ids as shown, in order
 */
export async function putRows(
  scope: Scope, model: Model, name: string, given: readonly Readonly<Record<string, string>>[], parentId = '0',
): Promise<string[]> {
  const table = tableOf(model, name);
  const data = given.map((row) => `{${Object.entries(row).map(([column, value]) =>
    `"${table.columnByName.get(column)?.id}":${value}`).join(',')}}`);
  const found = await rows<[string]>(scope.sql, PUT, [scope.brand.id, table.id, parentId, data, scope.actor.name]);
  for (const { id } of table.columns.filter(({ unique }) => unique)) {
    await rows(scope.sql, KEY, [scope.brand.id, table.id, id]);
  }
  return found.map(([id]) => `clang_${Number(id).toString(16).padStart(13, '0')}`);
}

function tableOf(model: Model, name: string): Table {
  const table = model.tableByName.get(name);
  expect(table, `table ${name}`).not.to.equal(undefined);
  return table as Table;
}

/** The number under which the store has a row. */
export function numberOf(id: string | undefined): string {
  return String(Number.parseInt((id ?? '').replace('clang_', ''), 16));
}

const CUSTOMER = statement(`
  insert into customer (brand_id, created_by, modified_by) values ($1, 'test', 'test') returning id`);

/** @returns customer.id */
export async function putCustomer({ sql, brand }: Scope): Promise<string> {
  const [[id] = ['']] = await rows<[string]>(sql, CUSTOMER, [brand.id]);
  return id;
}

/** Walks from page to page. @returns the pages, in order */
export async function pagesOf(
  room: Datamodel, scope: Scope, path: RowPath, query: Partial<PageQuery> & { limit: number },
): Promise<RowPage[]> {
  const pages: RowPage[] = [];
  let after: string | undefined;
  do {
    const page = await room.pageOfRows(scope, path, { filter: new Map(), ...query, after });
    pages.push(page);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

/** The values of a column on pages, as JSON writes them. */
export function valuesOn(pages: readonly RowPage[], name: string): string[] {
  return pages.flatMap(({ table, rows: found }) => {
    const place = table.columns.findIndex((column) => column.name === name);
    return found.map(({ values }) => JSON.stringify(values[place]));
  });
}
