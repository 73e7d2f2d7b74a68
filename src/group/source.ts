import { z } from 'zod';
import { rows, statement, type Scope } from '../db/index.ts';
import type { IdQuery, SourceRequest } from '../resource/index.ts';
import { groupById } from './group.ts';

/** Name under which app.ts registers groupMembersQuery. */
export const GROUP_MEMBERS = 'group.members';

const params = z.object({ groupId: z.string(), recursive: z.boolean() });

/**
 * What a set of a group's members is made from.
 * @param recursive whether members of the groups below belong to it, each customer once
 * @throws {TolkError} GROUP_NOT_FOUND
 */
export async function groupMembersSource(
  scope: Scope, groupId: string, recursive: boolean,
): Promise<SourceRequest> {
  const { id } = await groupById(scope, groupId);
  return { kind: GROUP_MEMBERS, params: { groupId: id, recursive } satisfies z.infer<typeof params> };
}

const MEMBERS = `
  select m.customer_id as id
  from group_member m
  where m.brand_id = $1 and m.group_id = $2
    and exists (select from customer_group g where g.brand_id = $1 and g.id = $2 and g.deleted_at is null)`;

/** The groups as an array, or the planner may read the members of all groups to find those of a few. */
const MEMBERS_OF_SUBTREE = `
  with recursive down as (
    select id from customer_group where brand_id = $1 and id = $2 and deleted_at is null
    union all
    select g.id
    from down join customer_group g on g.brand_id = $1 and g.parent_id = down.id and g.deleted_at is null
  )
  select distinct m.customer_id as id
  from group_member m
  where m.brand_id = $1 and m.group_id = any(array(select id from down))`;

/** The query for `group.members`. A group that was deleted meanwhile has no members. */
export function groupMembersQuery(scope: Scope, given: unknown): IdQuery {
  const { groupId, recursive } = params.parse(given);
  return { text: recursive ? MEMBERS_OF_SUBTREE : MEMBERS, values: [scope.brand.id, groupId] };
}

/** What stands for values in `memberCondition`: parameters, or columns of a query around it. */
interface MemberSql {
  readonly brand: string;
  readonly group: string;
  readonly customer: string;
}

/**
 * SQL that says whether a customer is in a group that is there, for conditions of other rooms.
 * @param recursive whether the members of the groups below belong to it
 */
export function memberCondition({ brand, group, customer }: MemberSql, recursive: boolean): string {
  const isMember = `select from group_member m where m.brand_id = ${brand} and m.customer_id = ${customer}`;
  if (!recursive) return `exists (${isMember} and m.group_id = ${group})`;
  return `exists (${isMember} and m.group_id = any(array(
    with recursive down as (
      select ${group} as id
      union all
      select g.id from down
      join customer_group g on g.brand_id = ${brand} and g.parent_id = down.id and g.deleted_at is null
    )
    select id from down)))`;
}

const THERE = statement(`
  select id from customer_group where brand_id = $1 and id = any($2::bigint[]) and deleted_at is null`);

/** Which of these groups are there. */
export async function knownGroups({ sql, brand }: Scope, groupIds: readonly string[]): Promise<Set<string>> {
  if (groupIds.length === 0) return new Set();
  return new Set((await rows<[string]>(sql, THERE, [brand.id, groupIds])).map(([id]) => id));
}
