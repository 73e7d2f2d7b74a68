import { rows, statement, type Scope } from '../db/index.ts';

/** Job that removes what deleteGroup marked; payload { brandId }. */
export const PURGE_JOB = 'group.purge';

const MARKED = statement(`
  select id from customer_group where brand_id = $1 and deleted_at is not null order by id`);

/**
 * One batch in the order of the primary key, from a cursor on: without it, each batch would step over what
 * the ones before deleted.
 */
const REMOVE_MEMBERS = statement(`
  with batch as (
    select m.group_id, m.customer_id
    from unnest($2::bigint[]) with ordinality as marked (id, place)
    cross join lateral (
      select group_id, customer_id from group_member
      where brand_id = $1 and group_id = marked.id
        and customer_id > case when place = 1 then $3::bigint else 0 end
      order by customer_id
      limit $4
    ) m
    limit $4
  ),
  gone as (
    delete from group_member m using batch b
    where m.brand_id = $1 and m.group_id = b.group_id and m.customer_id = b.customer_id
  )
  select group_id, max(customer_id), sum(count(*)) over ()
  from batch group by group_id order by array_position($2::bigint[], group_id) desc limit 1`);

/**
 * Groups with none below them; the lock waits for transactions that began to add a member before the mark,
 * and their members are deleted too.
 */
const LEAVES = statement(`
  select g.id from customer_group g
  where g.brand_id = $1 and g.deleted_at is not null
    and not exists (select from customer_group c where c.brand_id = $1 and c.parent_id = g.id)
  order by g.id
  limit $2
  for update`);
const REMOVE_LEAVES = [
  statement('delete from group_member where brand_id = $1 and group_id = any($2::bigint[])'),
  // A fold holds its deltas before it asks for the groups: waiting for it here would be a deadlock. It drops them.
  statement(`
    delete from group_count_delta d
    using (
      select group_id, id from group_count_delta
      where brand_id = $1 and group_id = any($2::bigint[]) for update skip locked
    ) free
    where d.brand_id = $1 and d.group_id = free.group_id and d.id = free.id`),
  statement('delete from customer_group where brand_id = $1 and id = any($2::bigint[])'),
];

/**
 * The job `group.purge`: removes the memberships, then the groups that are marked as deleted. Each batch is a
 * transaction of its own, and what is left says where to go on, so it may be stopped, killed or run twice at
 * any point.
 * @throws the signal's reason when told to stop
 */
export async function purgeGroups(scope: Scope, _payload: unknown, signal: AbortSignal): Promise<void> {
  const marked = (await rows<[string]>(scope.sql, MARKED, [scope.brand.id])).map(([id]) => id);
  await removeMembers(scope, marked, signal);
  while (await removeLeaves(scope)) signal.throwIfAborted();
}

async function removeMembers(scope: Scope, marked: readonly string[], signal: AbortSignal): Promise<void> {
  const size = scope.limits.GROUP_PURGE_BATCH;
  let left = marked;
  let cursor = '0';
  while (left.length > 0) {
    signal.throwIfAborted();
    const [last] = await rows<[groupId: string, customerId: string, removed: string]>(
      scope.sql, REMOVE_MEMBERS, [scope.brand.id, left, cursor, size],
    );
    if (last === undefined || Number(last[2]) < size) return;
    left = left.slice(left.indexOf(last[0]));
    cursor = last[1];
  }
}

/** @returns whether there was one */
async function removeLeaves(scope: Scope): Promise<boolean> {
  return scope.transaction(async (tx) => {
    const leaves = await rows<[string]>(tx.sql, LEAVES, [tx.brand.id, tx.limits.GROUP_PURGE_BATCH]);
    const ids = leaves.map(([id]) => id);
    for (const each of REMOVE_LEAVES) await rows(tx.sql, each, [tx.brand.id, ids]);
    return ids.length > 0;
  });
}
