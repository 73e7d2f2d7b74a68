import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';

const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('group.tree', $1::bigint))`);

/**
 * Makes this transaction the only one that changes the shape of the brand's tree. Taken in a statement of its
 * own, before the tree is read: what the one before committed is then seen, so two moves can never make a
 * circle together.
 */
export async function lockTree(scope: TxScope): Promise<void> {
  await rows(scope.sql, LOCK, [scope.brand.id]);
}

const ANCESTORS = statement(`
  with recursive up as (
    select id, parent_id, 1 as level from customer_group
    where brand_id = $1 and id = $2 and deleted_at is null
    union all
    select g.id, g.parent_id, up.level + 1
    from up join customer_group g on g.brand_id = $1 and g.id = up.parent_id
  )
  select id from up order by level`);

/** The group and those above it, up to the top; nothing when the group does not exist. */
export async function withAncestors(scope: Scope, groupId: string): Promise<string[]> {
  return (await rows<[string]>(scope.sql, ANCESTORS, [scope.brand.id, groupId])).map(([id]) => id);
}

/** Levels from a group ($2, counted) down to its deepest descendant. */
const HEIGHT = statement(`
  with recursive down as (
    select id, 1 as level from customer_group where brand_id = $1 and id = $2
    union all
    select g.id, down.level + 1
    from down join customer_group g on g.brand_id = $1 and g.parent_id = down.id and g.deleted_at is null
  )
  select max(level) from down`);

/** Number of levels that a group and those below it take. */
export async function heightOf(scope: Scope, groupId: string): Promise<number> {
  const [[height] = [0]] = await rows<[number]>(scope.sql, HEIGHT, [scope.brand.id, groupId]);
  return height;
}

/** @throws {TolkError} GROUP_DEPTH_EXCEEDED */
export function checkDepth(scope: Scope, levels: number): void {
  const most = scope.limits.GROUP_DEPTH;
  if (levels > most) throw failure('GROUP_DEPTH_EXCEEDED', { most: String(most) });
}

/**
 * Rows are locked in the order of their ids before they change: folds, moves and deletions touch many groups
 * at once, and in two different orders they would deadlock.
 */
const MARK_CHANGED = statement(`
  with recursive up as (
    select id, parent_id from customer_group where brand_id = $1 and id = any($2::bigint[])
    union
    select g.id, g.parent_id from up join customer_group g on g.brand_id = $1 and g.id = up.parent_id
  ),
  locked as (
    select id from customer_group
    where brand_id = $1 and id in (select id from up) order by id for no key update
  )
  update customer_group g set changes = changes + 1 from locked where g.brand_id = $1 and g.id = locked.id`);

/** Marks groups and all above them: the customers that they hold together may be others now. */
export async function markChanged(scope: TxScope, groupIds: readonly string[]): Promise<void> {
  await rows(scope.sql, MARK_CHANGED, [scope.brand.id, groupIds]);
}
