import { rows, statement, type Scope } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { enqueue } from '../jobs/index.ts';
import { groupNotFound } from './group.ts';
import { PURGE_JOB } from './purge.ts';
import { lockTree, markChanged } from './tree.ts';

/** Locked in the order of ids, as in MARK_CHANGED. */
const MARK_DELETED = statement(`
  with recursive down as (
    select id from customer_group where brand_id = $1 and id = $2 and deleted_at is null
    union all
    select g.id
    from down join customer_group g on g.brand_id = $1 and g.parent_id = down.id and g.deleted_at is null
  ),
  locked as (
    select id from customer_group
    where brand_id = $1 and id in (select id from down) order by id for no key update
  )
  update customer_group g set deleted_at = now() from locked where g.brand_id = $1 and g.id = locked.id
  returning g.id`);

/**
 * Deletes a group and all below it; the customers stay. The groups are marked, which takes them out of every
 * answer when this commits; rows and memberships are removed by the job `group.purge`, however many they are.
 * @throws {TolkError} GROUP_NOT_FOUND
 */
export async function deleteGroup(scope: Scope, groupId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    await lockTree(tx);
    await markChanged(tx, [groupId]);
    const marked = await rows<[string]>(tx.sql, MARK_DELETED, [tx.brand.id, groupId]);
    if (marked.length === 0) throw groupNotFound(groupId);
    await publish(tx, 'group.deleted', { groupIds: marked.map(([id]) => id) });
    await enqueue(tx.sql, PURGE_JOB, { brandId: tx.brand.id }, { jobKey: `${PURGE_JOB}:${tx.brand.id}` });
  });
}
