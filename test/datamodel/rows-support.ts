/** What the store holds of rows, for tests of how they are written. */
import type { Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';

/** A shop with two unique columns, and a table below customers with one. */
export const SHOP = {
  tables: [
    {
      name: 'product', columns: [
        { name: 'code', type: 'string', unique: true }, { name: 'number', type: 'number', unique: true },
        { name: 'label', type: 'string' }, { name: 'since', type: 'date' },
      ],
    },
    { name: 'stay', columns: [{ name: 'booking', type: 'string', unique: true }, { name: 'nights', type: 'number' }] },
    { name: 'extra', columns: [{ name: 'code', type: 'string', unique: true }] },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [],
};

/** The HTTP status and text that a call is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TolkError) return `${error.row.http} ${error.message}`;
    throw error;
  }
  return 'not refused';
}

interface StoredRow {
  readonly id: string;
  readonly revision: number;
  /** By name of the column. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of a table as they are stored, by id. */
export async function storedRows(datamodel: Datamodel, scope: Scope, name: string): Promise<StoredRow[]> {
  const table = (await datamodel.model(scope)).tableByName.get(name);
  const found = await scope.sql('dm_row').where({ brand_id: scope.brand.id, table_id: table?.id }).orderBy('id')
    .select<{ id: string; revision: number; data: Record<string, unknown> }[]>('id', 'revision', 'data');
  return found.map(({ id, revision, data }) => ({
    id: `clang_${Number(id).toString(16).padStart(13, '0')}`,
    revision,
    values: Object.fromEntries((table?.columns ?? []).flatMap((column) =>
      (column.id in data ? [[column.name, data[column.id]]] : []))),
  }));
}

/** Number of keys that do not belong to a value of a stored row, or are missing for one; 0 is right. */
export async function wrongKeys({ sql, brand }: Scope): Promise<number> {
  const { rows: [found] } = await sql.raw<{ rows: { count: string }[] }>(`
    with wanted as (
      select r.table_id, c.id as column_id, r.parent_id, dm_hash(r.data ->> c.id::text) as value_hash, r.id as row_id
      from dm_row r join dm_column c on c.brand_id = r.brand_id and c.table_id = r.table_id and c.is_unique
      where r.brand_id = ? and r.data ->> c.id::text <> ''
    ), held as (
      select table_id, column_id, parent_id, value_hash, row_id from dm_key where brand_id = ?
    )
    select count(*) from (
      (select * from wanted except all select * from held) union all (select * from held except all select * from wanted)
    ) as wrong`, [brand.id, brand.id]);
  return Number(found?.count);
}

/** A customer of the scope's brand. @returns its id as addresses have it */
export async function makeCustomer({ sql, brand }: Scope): Promise<string> {
  const by = { brand_id: brand.id, created_by: 'x', modified_by: 'x' };
  const [made] = await sql('customer').insert(by).returning<{ id: string }[]>('id');
  return `clang_${made?.id}`;
}
