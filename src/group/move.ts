import { rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { groupById, groupNotFound, knownId, type Group } from './group.ts';
import { checkDepth, heightOf, lockTree, markChanged, withAncestors } from './tree.ts';

const MOVE = statement(`
  update customer_group set parent_id = $3, modified_by = $4, modified_at = now()
  where brand_id = $1 and id = $2`);

interface Move {
  readonly groupId: string | null | undefined;
  /** '0' is the top. */
  readonly newParentId: string | undefined;
}

/**
 * Hangs a group, with all below it, under another parent. Where it hangs already, nothing changes.
 * @throws {TolkError} MISSING_PARAMETER (newParentId), GROUP_NOT_FOUND (group or parent), GROUP_CYCLE,
 *   GROUP_DEPTH_EXCEEDED
 */
export async function moveGroup(scope: Scope, { groupId, newParentId }: Move): Promise<Group> {
  if (newParentId === undefined) throw failure('MISSING_PARAMETER', { name: 'newParentId' });
  const id = knownId(groupId);
  return scope.transaction(async (tx) => {
    await lockTree(tx);
    const group = await groupById(tx, id);
    if (group.parentId === newParentId) return group;
    const above = newParentId === '0' ? [] : await withAncestors(tx, newParentId);
    if (newParentId !== '0' && above.length === 0) throw groupNotFound(newParentId);
    if (above.includes(id)) throw failure('GROUP_CYCLE', { id, parentId: newParentId });
    checkDepth(tx, above.length + await heightOf(tx, id));
    await markChanged(tx, [id, newParentId]);
    await rows(tx.sql, MOVE, [tx.brand.id, id, newParentId === '0' ? null : newParentId, tx.actor.name]);
    return groupById(tx, id);
  });
}
