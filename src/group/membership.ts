import { rows, shownTime, statement, type Scope } from '../db/index.ts';
import { groupById } from './group.ts';

interface MembershipQuestion {
  readonly groupId: string;
  readonly customerId: string;
  /** Whether membership in any group below counts too. */
  readonly withSubgroups: boolean;
}

interface Membership {
  /** The group where the customer was found; the group asked about when not found. */
  readonly groupId: string;
  readonly customerId: string;
  readonly isMember: boolean;
  /** YYYY-MM-DD HH:MM:SS in the brand's zone; undefined when not a member. */
  readonly startedAt: string | undefined;
}

const SINCE = shownTime('m.started_at', '$4');

const IN_GROUP = statement(`
  select m.group_id, ${SINCE} from group_member m
  where m.brand_id = $1 and m.group_id = $2 and m.customer_id = $3`);

/**
 * From the groups of the customer upward: a customer is in few groups, a group may have thousands below it.
 */
const IN_SUBTREE = statement(`
  with recursive up as (
    select m.group_id as found, ${SINCE} as since, 0 as steps, g.id, g.parent_id
    from group_member m
    join customer_group g on g.brand_id = $1 and g.id = m.group_id and g.deleted_at is null
    where m.brand_id = $1 and m.customer_id = $3
    union all
    select up.found, up.since, up.steps + 1, g.id, g.parent_id
    from up
    join customer_group g on g.brand_id = $1 and g.id = up.parent_id
    where up.id <> $2
  )
  select found, since from up where id = $2 order by steps, found limit 1`);

/**
 * Whether a customer is in a group, or in one below it; the nearest group counts, of two equally near the
 * older one. An unknown customer is a member of nothing.
 * @throws {TolkError} GROUP_NOT_FOUND
 */
export async function membership(scope: Scope, question: MembershipQuestion): Promise<Membership> {
  const { customerId, withSubgroups } = question;
  const { id: groupId } = await groupById(scope, question.groupId);
  const { id, timeZone } = scope.brand;
  const [found] = await rows<[groupId: string, since: string]>(
    scope.sql, withSubgroups ? IN_SUBTREE : IN_GROUP, [id, groupId, customerId, timeZone],
  );
  if (found === undefined) return { groupId, customerId, isMember: false, startedAt: undefined };
  return { groupId: found[0], customerId, isMember: true, startedAt: found[1] };
}
