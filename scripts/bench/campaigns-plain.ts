import { openStore, rows, statement, type Store } from '../../src/db/index.ts';
import type { BenchStore } from './store.ts';

const BATCH = 5000;
const LANES = 2;

/** The same tables with the same indexes, for rows that only SQL moves. */
const MAKE = [
  'create table plain_place (like campaign_place including all)',
  'create table plain_way (like campaign_way including all)',
].map(statement);

export async function makePlain({ sql }: BenchStore): Promise<void> {
  for (const act of MAKE) await rows(sql, act, []);
}

const FILL = statement(`
  insert into plain_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at)
  select brand_id, 1, id, 1, 1, now() from customer where brand_id = $1 order by id`);
const SETTLE = ['analyze plain_place', 'vacuum customer'].map(statement);

/** Moves a range of customers from one object to the next, and writes down where they have been. */
const MOVE = statement(`
  with moved as (
    update plain_place set object_id = $4 + 1, due_at = now()
    where brand_id = $1 and customer_id between $2 and $3 and object_id = $4
    returning customer_id, flow_id
  )
  insert into plain_way (brand_id, campaign_id, customer_id, flow_id, object_id, exit)
  select $1, 1, customer_id, flow_id, $4, 'continue' from moved`);

const END = statement(`
  with moved as (
    delete from plain_place where brand_id = $1 and customer_id between $2 and $3 and object_id = $4
    returning customer_id, flow_id
  )
  insert into plain_way (brand_id, campaign_id, customer_id, flow_id, object_id, exit)
  select $1, 1, customer_id, flow_id, $4, 'continue' from moved`);

const CHANGE = statement(`
  with changed as (
    update customer set city = 'Gouda', modified_by = 'plain', modified_at = now()
    where brand_id = $1 and id between $2 and $3
    returning id
  )
  insert into customer_history (brand_id, customer_id, act, changed_by, door, changes)
  select $1, id, 'updated', 'plain', 'job', '{"city": ["Leiden", "Gouda"]}' from changed`);

const RANGE = statement('select min(id)::int, max(id)::int from customer where brand_id = $1');

/** @returns member-steps per second when SQL alone moves them, in transactions of the same size, as many at once */
export async function plainMoves(
  { url, sql, brand }: BenchStore, members: number, objects: number,
): Promise<number> {
  await rows(sql, FILL, [brand.id]);
  for (const act of SETTLE) await rows(sql, act, []);
  const [[first, last] = [0, 0]] = await rows<[number, number]>(sql, RANGE, [brand.id]);
  const stores = Array.from({ length: LANES }, () => openStore({ url, connections: 1, prepare: true }));
  const begun = performance.now();
  for (let object = 1; object <= objects; object++) {
    let next = first;
    await Promise.all(stores.map(async (store) => {
      for (let from = next; from <= last; from = next) {
        next = from + BATCH;
        await step(store, [brand.id, from, from + BATCH - 1, object], object === 3, object === objects);
      }
    }));
  }
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(stores.map((store) => store.destroy()));
  return members * objects / seconds;
}

function step(store: Store, values: readonly unknown[], isChange: boolean, isLast: boolean): Promise<void> {
  return store.transaction(async (trx) => {
    if (isChange) await rows(trx, CHANGE, values.slice(0, 3));
    await rows(trx, isLast ? END : MOVE, values);
  });
}
