/**
 * A storm: callers who write the same few rows through several instances, on both roots, while others change the
 * model. The calls follow from the seed; the order in which they meet does not, and no order may break `RULES`.
 */
import type { Store } from '../../src/db/index.ts';
import { generator } from '../soap-operations/storm-support.ts';
import type { RowCaller, SendWish } from './row-calls.ts';

const ROOTS = ['/dataextension', '/app/api/dataextension'];
const CUSTOMERS = '/app/api/rest/public/v2/customer';
/** How many values the unique columns are fought for with. */
const VALUES = 9;
/** What such calls may be refused with: they name what others delete, take and change. */
const STATUSES = [200, 201, 204, 404, 409, 412, 503];

export interface Storm {
  /** Answers by act and status. */
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  /** Rows that were made, and that nobody asked to delete: number and, of those changed, the last revision told. */
  readonly kept: ReadonlyMap<string, number>;
}

interface StormWish {
  readonly caller: RowCaller;
  readonly gateways: readonly { readonly url: string }[];
  readonly seed: number;
  readonly calls: number;
  /** Calls under way at once. */
  readonly atOnce: number;
}

export async function storm({ caller, gateways, seed, calls, atOnce }: StormWish): Promise<Storm> {
  const random = generator(seed);
  const one = <T>(pool: readonly T[]): T => pool[random(pool.length)] as T;
  const customers = await Promise.all([1, 2, 3].map(() => caller.customer()));
  /** Paths of rows by table. */
  const made = { stay: [] as string[], extra: [] as string[], extratype: [] as string[] };
  const doomed: string[] = [];
  const revisions = new Map<string, Set<number>>();
  const counts: Record<string, number> = {};
  const wrong: string[] = [];

  async function send(act: string, method: string, target: string, wish: SendWish = {}) {
    const answer = await caller.send(method, target, { root: one(ROOTS), gateway: one(gateways), ...wish });
    const told = `${act} ${answer.status}`;
    counts[told] = (counts[told] ?? 0) + 1;
    const isAmiss = !STATUSES.includes(answer.status) && told !== 'model 400'; // a column is there already
    if (isAmiss) wrong.push(`${told}: ${answer.text}`);
    return answer;
  }

  const booking = () => `B${random(VALUES)}`;
  const code = () => `C${random(VALUES)}`;
  const place = {
    stay: () => `${one(customers)}/stay`,
    extra: () => `${one(made.stay) ?? '/customer/clang_1/stay/none'}/extra`,
    extratype: () => '/extratype',
  };
  const row = {
    stay: () => ({ booking: booking(), nights: random(9) }),
    extra: () => ({ code: code(), amount: 1 }),
    extratype: () => ({ code: code(), label: 'l' }),
  };
  const TABLES = ['stay', 'stay', 'extra', 'extratype'] as const;

  async function add(table: keyof typeof made, query = '') {
    const target = place[table]();
    const { status, headers } = await send(`add${query}`, 'POST', target + query, { body: row[table]() });
    const [id] = /clang_\w{13}(?=\?)/.exec(headers.get('x-resource') ?? '') ?? [];
    if (status < 300) made[table].push(`${target}/${id}`);
  }
  async function addMany(table: keyof typeof made, query: string, lenient: boolean) {
    const target = place[table]();
    const { json } = await send(`many${query}`, 'POST', target + query, {
      body: Array.from({ length: 5 }, (): object => row[table]()), headers: lenient ? { prefer: 'handling=lenient' } : {},
    });
    if (!Array.isArray(json)) return;
    for (const { id } of json as { id?: string }[]) if (id !== undefined) made[table].push(`${target}/${id}`);
  }
  async function change(table: keyof typeof made, isCareful: boolean) {
    const target = one(made[table]);
    if (target === undefined) return;
    const tag = isCareful ? (await send('get', 'GET', target)).headers.get('etag') : null;
    const given = { body: row[table](), headers: tag === null ? {} : { 'if-match': tag } };
    const { status, headers } = await send('change', 'PUT', target, given);
    if (status !== 200) return;
    const [, id = '', revision] = /"(clang_\w+)-(\d+)"/.exec(headers.get('etag') ?? '') ?? [];
    const known = revisions.get(id) ?? new Set();
    if (known.has(Number(revision))) wrong.push(`revision ${revision} of ${id} was told twice`);
    revisions.set(id, known.add(Number(revision)));
  }
  async function remove(table: keyof typeof made) {
    const target = one(made[table]);
    if (target === undefined) return;
    doomed.push(target);
    await send('remove', 'DELETE', target);
  }
  async function replaceCustomer() {
    const at = random(customers.length);
    const old = customers[at] ?? '';
    customers[at] = await caller.customer();
    doomed.push(old);
    await send('customer', 'DELETE', `/${old.slice(old.indexOf('_') + 1)}`, { root: CUSTOMERS });
  }
  const model = [
    () => send('model', 'POST', '/_model/tables/stay/columns', { body: { name: 'tmp', type: 'string', unique: true } }),
    () => send('model', 'DELETE', '/_model/tables/stay/columns/tmp?force=true'),
    () => send('model', 'PATCH', '/_model/tables/extra/columns/code', { body: { unique: random(2) === 0 } }),
  ];

  async function act(): Promise<void> {
    const table = one(TABLES);
    const unique = table === 'extra' ? '' : `?unique=${table === 'stay' ? 'booking' : 'code'}`;
    switch (random(14)) {
      case 0: case 1: case 2: return add(table);
      case 3: case 4: return add(table, unique);
      case 5: return addMany(table, unique, false);
      case 6: return addMany(table, '', true);
      case 7: case 8: case 9: return change(table, random(2) === 0);
      case 10: return remove(table);
      case 11: return void await send('read', 'GET', place[table]());
      case 12: return random(4) === 0 ? replaceCustomer() : add('stay');
      default: return void await one(model)();
    }
  }

  let left = calls;
  await Promise.all(Array.from({ length: atOnce }, async () => { while (left-- > 0) await act(); }));
  const isDoomed = (path: string) => doomed.some((target) => path === target || path.startsWith(`${target}/`));
  const kept = new Map(Object.values(made).flat().filter((path) => !isDoomed(path)).map((path): [string, number] => {
    const id = path.slice(path.lastIndexOf('/') + 1);
    return [id, Math.max(1, ...revisions.get(id) ?? [])];
  }));
  return { counts, wrong, kept };
}

/** Each gives a row per breach; :brand is the brand. */
const RULES: Readonly<Record<string, string>> = {
  'every unique value has its key': `
    select r.id, c.name from dm_row r
    join dm_column c on c.brand_id = :brand and c.table_id = r.table_id and c.is_unique
    where r.brand_id = :brand and r.data ->> c.id::text <> '' and not exists (
      select from dm_key k where k.brand_id = :brand and k.table_id = r.table_id and k.column_id = c.id
        and k.parent_id = r.parent_id and k.row_id = r.id and k.value_hash = dm_hash(r.data ->> c.id::text))`,
  'every key has its row and value': `
    select k.row_id, k.column_id from dm_key k
    where k.brand_id = :brand and not exists (
      select from dm_row r
      join dm_column c on c.brand_id = :brand and c.table_id = r.table_id and c.id = k.column_id and c.is_unique
      where r.brand_id = :brand and r.table_id = k.table_id and r.parent_id = k.parent_id and r.id = k.row_id
        and k.value_hash = dm_hash(r.data ->> k.column_id::text))`,
  'no row without its parent': `
    select r.id from dm_row r join dm_table t on t.brand_id = :brand and t.id = r.table_id
    where r.brand_id = :brand and case t.parent_id
      when 0 then not exists (select from customer c where c.brand_id = :brand and c.id = r.parent_id)
      else not exists (
        select from dm_row p where p.brand_id = :brand and p.table_id = t.parent_id and p.id = r.parent_id)
      end and t.parent_id is not null`,
  'no value without its column': `
    select r.id, key from dm_row r, jsonb_object_keys(r.data) as key
    where r.brand_id = :brand and not exists (
      select from dm_column c where c.brand_id = :brand and c.table_id = r.table_id and c.id::text = key)`,
  'what is deleted is removed': `
    select row_id from dm_doomed where brand_id = :brand
    union all select id from dm_column where brand_id = :brand and deleted_at is not null`,
};

/** @returns the rules that the brand's rows break, with how many rows; call it when no job is left */
export async function brokenRules(sql: Store, brandId: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, question] of Object.entries(RULES)) {
    const { rows } = (await sql.raw(question, { brand: brandId })) as { rows: object[] };
    if (rows.length > 0) broken.push(`${rule}: ${rows.length} rows, first ${JSON.stringify(rows[0])}`);
  }
  return broken;
}

/** @returns the rows of a brand by their number in addresses, with their revisions */
export async function storedRevisions(sql: Store, brandId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = (await sql.raw(
    `select 'clang_' || lpad(to_hex(id), 13, '0') as id, revision from dm_row where brand_id = ?`, [brandId],
  )) as { rows: { id: string; revision: number }[] };
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}
