import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';

/** Counter of an object: who came here. The others are named like its exits. */
export const IN = 'in';

export interface CountChange {
  readonly objectId: string;
  /** IN, or an exit. */
  readonly name: string;
  readonly delta: number;
}

const ADD = statement(`
  insert into campaign_count_delta (brand_id, object_id, name, delta)
  select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[])`);

/** Adds to the statistics of objects. */
export async function addCounts({ sql, brand }: TxScope, changes: readonly CountChange[]): Promise<void> {
  const real = changes.filter(({ delta }) => delta !== 0);
  if (real.length === 0) return;
  await rows(sql, ADD, [
    brand.id, real.map(({ objectId }) => objectId), real.map(({ name }) => name), real.map(({ delta }) => delta),
  ]);
}

const FOLD_BATCH = 50_000;

/** Readers see total and deltas of one snapshot, so a figure is exact before, while and after this runs. */
const FOLD = statement(`
  with taken as (
    delete from campaign_count_delta d
    using (
      select object_id, name, id from campaign_count_delta where brand_id = $1
      order by object_id, name, id limit $2 for update skip locked
    ) batch
    where d.brand_id = $1 and d.object_id = batch.object_id and d.name = batch.name and d.id = batch.id
    returning d.object_id, d.name, d.delta
  ),
  folded as (
    insert into campaign_count as c (brand_id, object_id, name, count)
    select $1, object_id, name, sum(delta) from taken group by object_id, name order by object_id, name
    on conflict (brand_id, object_id, name) do update set count = c.count + excluded.count
  )
  select count(*)::int from taken`);

/** Moves what steps have added into the totals. */
export async function foldCounts({ sql, brand }: Scope): Promise<void> {
  let folded = FOLD_BATCH;
  while (folded === FOLD_BATCH) [[folded] = [0]] = await rows<[number]>(sql, FOLD, [brand.id, FOLD_BATCH]);
}
