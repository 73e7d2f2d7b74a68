/** The worked example's tables on a store of their own, with a table of a million rows beside them. */
import { createToken, createUser } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { createDatamodel } from '../../src/datamodel/index.ts';
import { createScope } from '../../src/db/index.ts';
import { makeStore, type BenchStore } from './store.ts';

export const ROWS = 1_000_000;
export const FEWER_ROWS = 100_000;

export interface ModelStore extends BenchStore {
  /** Path of a row of extratype. */
  readonly rowPath: string;
  /** Id of the same row in the bare table. */
  readonly bareId: string;
}

const column = (name: string, type: 'string' | 'decimal' | 'number' | 'date') =>
  ({ name, type, description: '', unique: false });
const extratype = [column('code', 'string'), column('label', 'string'), column('price', 'decimal')];
const booking = [column('booking', 'string'), column('arrival', 'date'), column('nights', 'number')];
const TABLES = [
  { name: 'extratype', description: '', columns: extratype },
  { name: 'many', description: '', columns: booking },
  { name: 'fewer', description: '', columns: booking },
];

const FILL = `
  insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
  select t.brand_id, t.id, 0, jsonb_build_object(c.ids[1], 'Z-' || n, c.ids[2], '2026-07-04', c.ids[3], n % 21), 'bench', 'bench'
  from dm_table t
  cross join lateral (select array_agg(id::text order by place) as ids from dm_column where table_id = t.id) c
  cross join generate_series(1, ?) n
  where t.name = ?`;

const BARE = `
  create table bench_extratype (
    id bigint generated always as identity primary key,
    code text not null, label text not null, price numeric not null, created_at timestamptz not null default now()
  );
  create table bench_row (like dm_row including all);`;

export async function makeModelStore(): Promise<ModelStore> {
  const store = await makeStore(1);
  const { sql, brand } = store;
  const limits = readConfig({});
  const actor = { name: 'bench', door: 'rest' } as const;
  const scope = createScope({ sql, brand, actor, events: { publish: () => Promise.resolve() }, limits });
  const datamodel = createDatamodel();
  await datamodel.change(scope, () => ({ tables: TABLES, contains: [], lookups: [] }));
  await sql.raw(FILL, [ROWS, 'many']);
  await sql.raw(FILL, [FEWER_ROWS, 'fewer']);
  const id = await datamodel.insertRow(scope, ['extratype'], EXTRA);
  await sql.raw(BARE);
  const { rows } = await sql.raw<{ rows: { id: string }[] }>(
    'insert into bench_extratype (code, label, price) values (:code, :label, :price) returning id', EXTRA);
  await sql.raw('vacuum analyze');
  const user = await createUser(sql, { name: 'bench model', brandIds: [brand.id] });
  const { token } = await createToken(sql, actor, { brand, user }, limits);
  return { ...store, token, rowPath: `/dataextension/extratype/${id}`, bareId: rows[0]?.id ?? '' };
}

export const EXTRA = { code: 'BIKE', label: 'Bicycle hire', price: 12.5 };
