import { rows, statement, type Scope, type Statement } from '../db/index.ts';
import { failure } from '../errors.ts';
import { GROUP_FIELDS, groupById, groupOf, type Group, type GroupRow } from './group.ts';

/** Fields that a group must equal; undefined, null and '' do not take part. */
type GroupExample = { readonly [Field in keyof Group]?: string | null | undefined };

const BY_EXAMPLE = statement(`
  select * from (
    select ${GROUP_FIELDS}
    from customer_group g
    where g.brand_id = $1 and g.deleted_at is null
  ) as g
  where ($4::bigint is null or id = $4)
    and ($5::bigint is null or parent_id = $5)
    and ($6::text is null or name = $6)
    and ($7::text is null or description = $7)
    and ($8::text is null or created_by = $8)
    and ($9::text is null or created_at = $9)
    and ($10::text is null or modified_by = $10)
    and ($11::text is null or modified_at = $11)
    and ($12::text is null or counted_at = $12)
    and ($13::bigint is null or recursive_count = $13)
    and ($14::bigint is null or member_count = $14)
  order by id
  limit $3`);

/**
 * Groups that equal every field set in the example, by id (soap.md 7). Times are compared as they are shown;
 * the counts with what would be shown now.
 * @throws {TolkError} GROUPS_TOO_MANY when there are more than LIST_MAX
 */
export async function groupsByExample(scope: Scope, example: GroupExample): Promise<Group[]> {
  const set = (field: keyof Group) => example[field] || null;
  return list(scope, BY_EXAMPLE, [
    set('id'), set('parentId'), set('name'), set('description'), set('createdBy'), set('createdAt'),
    set('modifiedBy'), set('modifiedAt'), set('countDate'),
    set('customerCountRecursive'), set('customerCount'),
  ]);
}

const ALL = statement(`
  select ${GROUP_FIELDS}
  from customer_group g
  where g.brand_id = $1 and g.deleted_at is null
  order by g.id
  limit $3`);

/** All groups of the brand, by id; the tree follows from parentId. @throws {TolkError} GROUPS_TOO_MANY */
export async function allGroups(scope: Scope): Promise<Group[]> {
  return list(scope, ALL, []);
}

const CHILDREN = statement(`
  select ${GROUP_FIELDS}
  from customer_group g
  where g.brand_id = $1 and g.parent_id = $4 and g.deleted_at is null
  order by g.id
  limit $3`);

/** Groups one level below a group, by id. @throws {TolkError} GROUP_NOT_FOUND, GROUPS_TOO_MANY */
export async function childrenOfGroup(scope: Scope, groupId: string | null | undefined): Promise<Group[]> {
  const { id } = await groupById(scope, groupId);
  return list(scope, CHILDREN, [id]);
}

/** @throws {TolkError} GROUP_NOT_FOUND; GROUP_PARENT_NOT_FOUND for a group at the top */
export async function parentOfGroup(scope: Scope, groupId: string | null | undefined): Promise<Group> {
  const { id, parentId } = await groupById(scope, groupId);
  if (parentId === '0') throw failure('GROUP_PARENT_NOT_FOUND', { id });
  return groupById(scope, parentId);
}

const OF_CUSTOMER = statement(`
  select ${GROUP_FIELDS}
  from group_member m
  join customer_group g on g.brand_id = $1 and g.id = m.group_id and g.deleted_at is null
  where m.brand_id = $1 and m.customer_id = $4
  order by g.id
  limit $3`);

/**
 * Groups that a customer is a member of, by id; none for an unknown customer (soap.md 6.2).
 * @throws {TolkError} GROUPS_TOO_MANY
 */
export async function groupsOfCustomer(scope: Scope, customerId: string): Promise<Group[]> {
  return list(scope, OF_CUSTOMER, [customerId]);
}

/** GROUP_COUNT keeps a brand below LIST_MAX, unless an operator sets them apart. */
async function list(
  { sql, brand, limits }: Scope, question: Statement, values: readonly unknown[],
): Promise<Group[]> {
  const most = limits.LIST_MAX;
  const found = await rows<GroupRow>(sql, question, [brand.id, brand.timeZone, most + 1, ...values]);
  if (found.length > most) throw failure('GROUPS_TOO_MANY', { most: String(most) });
  return found.map(groupOf);
}
