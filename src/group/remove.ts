import { rows, statement, type Scope } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { enqueue } from '../jobs/index.ts';
import { groupNotFound } from './group.ts';
import { PURGE_JOB } from './purge.ts';
import { lockTree } from './tree.ts';

/**
 * Marks the subtree as deleted and the groups above it as changed, all locked in the order of their ids (see
 * MARK_CHANGED).
 */
const MARK_DELETED = statement(`
  with recursive down as (
    select id, parent_id from customer_group where brand_id = $1 and id = $2 and deleted_at is null
    union all
    select g.id, g.parent_id
    from down join customer_group g on g.brand_id = $1 and g.parent_id = down.id and g.deleted_at is null
  ),
  up as (
    select parent_id as id from down where id = $2
    union all
    select g.parent_id from up join customer_group g on g.brand_id = $1 and g.id = up.id
  ),
  locked as (
    select id, id in (select id from down) as is_deleted from customer_group
    where brand_id = $1 and (id in (select id from down) or id in (select id from up))
    order by id for no key update
  ),
  marked as (
    update customer_group g
    set deleted_at = case when locked.is_deleted then now() end, changes = changes + 1
    from locked where g.brand_id = $1 and g.id = locked.id
  )
  select id from locked where is_deleted order by id`);

/**
 * Deletes a group and all below it; the customers stay. The groups are marked, which takes them out of every
 * answer when this commits; rows and memberships are removed by the job `group.purge`, however many they are.
 * @throws {TolkError} GROUP_NOT_FOUND
 */
export async function deleteGroup(scope: Scope, groupId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { sql, brand: { id: brandId } } = tx;
    await lockTree(tx);
    const deleted = await rows<[id: string]>(sql, MARK_DELETED, [brandId, groupId]);
    if (deleted.length === 0) throw groupNotFound(groupId);
    await publish(tx, 'group.deleted', { groupIds: deleted.flat() });
    await enqueue(sql, PURGE_JOB, { brandId }, { jobKey: `${PURGE_JOB}:${brandId}` });
  });
}
