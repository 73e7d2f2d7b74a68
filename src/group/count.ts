import { isStatementTimeout, rows, statement, withTimeLimit, type Scope, type TxScope } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';

/** Job that renews every customerCountRecursive that may have changed; payload { brandId }. */
export const RECOUNT_JOB = 'group.recount';

const FOLD_BATCH = 50_000;
/** Few, so that one transaction stays short where each group holds a million members. */
const RECOUNT_BATCH = 100;

/**
 * Moves deltas into the totals and marks the groups and all above them for a recount. Readers see total and
 * deltas of one snapshot, so a count is exact before, while and after this runs.
 */
const FOLD = statement(`
  with recursive taken as (
    delete from group_count_delta d
    using (
      select group_id, id from group_count_delta where brand_id = $1 order by group_id, id limit $2
    ) batch
    where d.brand_id = $1 and d.group_id = batch.group_id and d.id = batch.id
    returning d.group_id, d.delta
  ),
  changed as (
    select group_id, sum(delta) as delta from taken group by group_id
  ),
  up as (
    select g.id, g.parent_id from changed join customer_group g on g.brand_id = $1 and g.id = changed.group_id
    union
    select g.id, g.parent_id from up join customer_group g on g.brand_id = $1 and g.id = up.parent_id
  ),
  locked as (
    select id from customer_group
    where brand_id = $1 and id in (select id from up) order by id for no key update
  ),
  folded as (
    update customer_group g
    set member_count = g.member_count + coalesce(changed.delta, 0), changes = g.changes + 1
    from locked left join changed on changed.group_id = locked.id
    where g.brand_id = $1 and g.id = locked.id
  )
  select count(*) from taken`);

/** Folds all deltas of the brand. Two at once share them out. */
async function foldCounts(scope: Scope): Promise<void> {
  let folded = FOLD_BATCH;
  while (folded === FOLD_BATCH) {
    const [[count] = ['0']] = await rows<[string]>(scope.sql, FOLD, [scope.brand.id, FOLD_BATCH]);
    folded = Number(count);
  }
}

/**
 * Distinct customers under each stale group, oldest count first, with the `changes` that the figure takes in.
 * Where one group at most has members there is nothing to tell apart, and its count is the answer: so for
 * leaves, and for chains above a large group.
 */
const COUNT_STALE = statement(`
  with recursive stale as materialized (
    select id, changes from customer_group
    where brand_id = $1 and deleted_at is null and changes <> counted_changes
      and counted_at <= now() - $2 * interval '1 millisecond'
    order by counted_at
    limit $3
  ),
  down as (
    select id as root, id from stale
    union all
    select down.root, g.id
    from down join customer_group g on g.brand_id = $1 and g.parent_id = down.id and g.deleted_at is null
  ),
  sized as (
    select down.root, down.id, g.member_count + coalesce(
      (select sum(d.delta) from group_count_delta d where d.brand_id = $1 and d.group_id = g.id), 0
    ) as members
    from down join customer_group g on g.brand_id = $1 and g.id = down.id
  ),
  filled as (
    select root, sum(members) as members, array_agg(id) filter (where members > 0) as ids
    from sized group by root
  )
  select stale.id, stale.changes,
    case when coalesce(cardinality(filled.ids), 0) <= 1 then filled.members else (
      select count(distinct m.customer_id) from group_member m
      where m.brand_id = $1 and m.group_id = any(filled.ids)
    ) end
  from stale join filled on filled.root = stale.id`);

/**
 * A group that changed again since it was counted has larger `changes` by now and stays stale. Locked in the
 * order of ids.
 */
const STORE_COUNTS = statement(`
  with counted as (
    select * from unnest($2::bigint[], $3::bigint[], $4::bigint[]) as counted (id, changes, customers)
  ),
  locked as (
    select id from customer_group
    where brand_id = $1 and id = any($2::bigint[]) order by id for no key update
  )
  update customer_group g
  set recursive_count = counted.customers, counted_changes = counted.changes, counted_at = now()
  from counted join locked on locked.id = counted.id
  where g.brand_id = $1 and g.id = counted.id and g.counted_changes <= counted.changes`);

interface RecountOptions {
  /** Milliseconds since the last count of a group; younger ones wait. */
  readonly minAge: number;
  /** Milliseconds that a statement may take; 0 is no limit. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Renews the recursive counts of groups that may have changed, in batches of one transaction each.
 * @throws the signal's reason
 */
async function recountStale(
  scope: Scope, { minAge, timeLimit, signal }: RecountOptions,
): Promise<void> {
  let counted = RECOUNT_BATCH;
  while (counted === RECOUNT_BATCH) {
    signal?.throwIfAborted();
    counted = await withTimeLimit(scope, timeLimit, (tx) => recountBatch(tx, minAge));
  }
}

async function recountBatch(tx: TxScope, minAge: number): Promise<number> {
  type Counted = [id: string, changes: string, customers: string];
  const counted = await rows<Counted>(tx.sql, COUNT_STALE, [tx.brand.id, minAge, RECOUNT_BATCH]);
  const columns = [0, 1, 2].map((column) => counted.map((row) => row[column]));
  await rows(tx.sql, STORE_COUNTS, [tx.brand.id, ...columns]);
  return counted.length;
}

/** What no delta and no mark touches is as right at the start of this transaction as when it was counted. */
const CONFIRM_FRESH = statement(`
  with locked as (
    select id from customer_group
    where brand_id = $1 and deleted_at is null and changes = counted_changes order by id for no key update
  )
  update customer_group g set counted_at = now() from locked
  where g.brand_id = $1 and g.id = locked.id and g.changes = g.counted_changes`);

/**
 * Renews customerCountRecursive and countDate of all groups of the brand (soap.md 7). Counts in the call for
 * as long as GROUP_CALCULATE_TIME; what is left then is done by the job `group.recount`, and countDate tells.
 */
export async function calculateGroups(scope: Scope): Promise<void> {
  const { brand: { id: brandId }, limits: { GROUP_CALCULATE_TIME: time } } = scope;
  const late = AbortSignal.timeout(time);
  try {
    await scope.transaction(async (tx) => {
      await foldCounts(tx);
      await rows(tx.sql, CONFIRM_FRESH, [brandId]);
    });
    await recountStale(scope, { minAge: 0, timeLimit: time, signal: late });
  } catch (error) {
    if (!isStatementTimeout(error) && error !== late.reason) throw error;
    await enqueue(scope.sql, RECOUNT_JOB, { brandId }, { jobKey: `${RECOUNT_JOB}:${brandId}` });
  }
}

/** The job `group.recount`. May be stopped or repeated at any point. @throws the signal's reason */
export async function recountGroups(scope: Scope, _payload: unknown, signal: AbortSignal): Promise<void> {
  await foldCounts(scope);
  await recountStale(scope, { minAge: 0, timeLimit: 0, signal });
}

/**
 * Upkeep of a brand, once a minute: folds the deltas, and recounts what may have changed and was counted long
 * enough ago.
 */
export async function maintainGroups(scope: Scope): Promise<void> {
  await foldCounts(scope);
  await recountStale(scope, { minAge: scope.limits.GROUP_RECOUNT_AFTER, timeLimit: 0 });
}
