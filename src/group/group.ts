import { rows, shownTime, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';

/**
 * A group as every door shows it: ids and counts as digit text, times as YYYY-MM-DD HH:MM:SS in the brand's
 * zone.
 */
export interface Group {
  readonly id: string;
  /** '0' at the top. */
  readonly parentId: string;
  readonly name: string;
  readonly description: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
  /** When customerCountRecursive was counted. */
  readonly countDate: string;
  /** Distinct customers in the group and all groups below it, as of countDate. */
  readonly customerCountRecursive: string;
  /** Members of the group itself, now. */
  readonly customerCount: string;
}

export type GroupRow = [
  id: string, parentId: string, name: string, description: string, createdBy: string, createdAt: string,
  modifiedBy: string, modifiedAt: string, countDate: string, recursive: string, members: string,
];

/**
 * Select list over `customer_group g`, in the order of GroupRow; $1 is the brand, $2 its zone. A count is the
 * folded total and the deltas that no fold has taken yet: both are of one snapshot, so it is exact.
 */
export const GROUP_FIELDS = `
  g.id, coalesce(g.parent_id, 0) as parent_id, g.name, g.description,
  g.created_by, ${shownTime('g.created_at')} as created_at,
  g.modified_by, ${shownTime('g.modified_at')} as modified_at,
  ${shownTime('g.counted_at')} as counted_at,
  g.recursive_count,
  g.member_count + coalesce(
    (select sum(d.delta) from group_count_delta d where d.brand_id = $1 and d.group_id = g.id), 0
  ) as member_count`;

export function groupOf(row: GroupRow): Group {
  const [id, parentId, name, description, createdBy, createdAt, modifiedBy, modifiedAt, ...counts] = row;
  const [countDate, customerCountRecursive, customerCount] = counts;
  return {
    id, parentId, name, description, createdBy, createdAt, modifiedBy, modifiedAt, countDate,
    customerCountRecursive, customerCount,
  };
}

const BY_ID = statement(`
  select ${GROUP_FIELDS}
  from customer_group g
  where g.brand_id = $1 and g.id = $3 and g.deleted_at is null`);

/** @throws {TolkError} GROUP_NOT_FOUND, also when no id is given */
export async function groupById(scope: Scope, groupId: string | null | undefined): Promise<Group> {
  const { id, timeZone } = scope.brand;
  const [row] = await rows<GroupRow>(scope.sql, BY_ID, [id, timeZone, knownId(groupId)]);
  if (row === undefined) throw groupNotFound(groupId);
  return groupOf(row);
}

/** @throws {TolkError} GROUP_NOT_FOUND when no id is given: no group has none */
export function knownId(groupId: string | null | undefined): string {
  if (groupId === undefined || groupId === null) throw groupNotFound(groupId);
  return groupId;
}

export function groupNotFound(groupId: string | null | undefined) {
  return failure('GROUP_NOT_FOUND', { id: groupId ?? '(no id given)' });
}
