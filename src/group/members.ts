import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { publish, type EventMap } from '../events/index.ts';
import { groupById, groupNotFound, knownId } from './group.ts';

interface MemberRef {
  readonly groupId: string | null | undefined;
  readonly customerId: string | null | undefined;
}

/** Ids of one event; a listener that needs more than one page of them gets more than one event. */
const EVENT_IDS = 1000;

/**
 * Group and customers are locked against removal until this commits, the customers in the order of their ids.
 * Where another transaction adds the same pair at the same time, the insert waits for its end: a pair becomes
 * one row and counts once.
 */
const ADD = statement(`
  with target as materialized (
    select id from customer_group where brand_id = $1 and id = $2 and deleted_at is null for key share
  ),
  wanted as materialized (
    select id from customer where brand_id = $1 and id = any($3::bigint[]) order by id for key share
  ),
  added as (
    insert into group_member (brand_id, group_id, customer_id)
    select $1, target.id, wanted.id from target, wanted order by wanted.id
    on conflict do nothing
    returning customer_id
  ),
  counted as (
    insert into group_count_delta (brand_id, group_id, delta)
    select $1, $2, count(*) from added having count(*) > 0
  )
  select
    exists (select from target),
    (select array_agg(customer_id) from added),
    array(select id from unnest($3::bigint[]) as id where id not in (select id from wanted))`);

/**
 * Adds one customer to a group.
 * @throws {TolkError} GROUP_NOT_FOUND, GROUP_MEMBER_NOT_FOUND, GROUP_MEMBER_ALREADY
 */
export async function addMember(scope: Scope, { groupId, customerId }: MemberRef): Promise<void> {
  const id = knownId(groupId);
  const added = await scope.transaction((tx) => add(tx, id, [knownCustomer(customerId)]));
  if (added === 0) throw failure('GROUP_MEMBER_ALREADY', { id });
}

/**
 * Adds customers to a group, all or none; those already in are skipped, and one named twice counts once.
 * @returns how many were added
 * @throws {TolkError} GROUP_NOT_FOUND; GROUP_MEMBER_NOT_FOUND naming the customers that do not exist;
 *   GROUP_ADD_EXCEEDED
 */
export async function addMembers(
  scope: Scope, groupId: string | null | undefined, customerIds: readonly (string | null | undefined)[],
): Promise<number> {
  const most = scope.limits.GROUP_ADD_MAX;
  if (customerIds.length > most) throw failure('GROUP_ADD_EXCEEDED', { most: String(most) });
  const id = knownId(groupId);
  const ids = [...new Set(customerIds.map(knownCustomer))];
  return scope.transaction((tx) => add(tx, id, ids));
}

async function add(tx: TxScope, groupId: string, customerIds: readonly string[]): Promise<number> {
  type Result = [groupExists: boolean, added: string[] | null, unknown: string[]];
  const [[groupExists, added, unknown] = [false, null, []]] =
    await rows<Result>(tx.sql, ADD, [tx.brand.id, groupId, customerIds]);
  if (!groupExists) throw groupNotFound(groupId);
  if (unknown.length > 0) throw failure('GROUP_MEMBER_NOT_FOUND', { ids: unknown.join(', ') });
  for (let from = 0; from < (added?.length ?? 0); from += EVENT_IDS) {
    const ids = added?.slice(from, from + EVENT_IDS) ?? [];
    await publish(tx, 'group.entered', { groupId, customerIds: ids });
  }
  return added?.length ?? 0;
}

const REMOVE = statement(`
  with gone as (
    delete from group_member where brand_id = $1 and group_id = $2 and customer_id = $3 returning group_id
  ),
  counted as (
    insert into group_count_delta (brand_id, group_id, delta) select $1, group_id, -1 from gone
  )
  select from gone`);

/**
 * Takes a customer out of a group.
 * @returns false when the customer is not in it or does not exist (soap.md 7)
 * @throws {TolkError} GROUP_NOT_FOUND; GROUP_MEMBER_NOT_FOUND when no customer is named
 */
export async function removeMember(scope: Scope, { groupId, customerId }: MemberRef): Promise<boolean> {
  const customer = knownCustomer(customerId);
  return scope.transaction(async (tx) => {
    const { id } = await groupById(tx, groupId);
    const gone = await rows(tx.sql, REMOVE, [tx.brand.id, id, customer]);
    if (gone.length > 0) await publish(tx, 'group.left', { groupId: id, customerIds: [customer] });
    return gone.length > 0;
  });
}

const REMOVE_MANY = statement(`
  with gone as (
    delete from group_member where brand_id = $1 and group_id = $2 and customer_id = any($3::bigint[])
    returning customer_id
  ),
  counted as (
    insert into group_count_delta (brand_id, group_id, delta)
    select $1, $2, -count(*) from gone having count(*) > 0
  )
  select customer_id from gone`);

/**
 * Takes customers out of a group; those who are not in it are left out.
 * @returns how many were in it
 * @throws {TolkError} GROUP_NOT_FOUND
 */
export async function removeMembers(
  scope: Scope, groupId: string, customerIds: readonly string[],
): Promise<number> {
  return scope.transaction(async (tx) => {
    const { id } = await groupById(tx, groupId);
    const gone = (await rows<[string]>(tx.sql, REMOVE_MANY, [tx.brand.id, id, customerIds])).flat();
    for (let from = 0; from < gone.length; from += EVENT_IDS) {
      await publish(tx, 'group.left', { groupId: id, customerIds: gone.slice(from, from + EVENT_IDS) });
    }
    return gone.length;
  });
}

const FORGET = statement(`
  with gone as (
    delete from group_member where brand_id = $1 and customer_id = any($2::bigint[]) returning group_id
  )
  insert into group_count_delta (brand_id, group_id, delta)
  select $1, group_id, -count(*) from gone group by group_id`);

/**
 * Listener of `customer.deleted`, in its transaction: customers that are gone are in no group. No
 * `group.left` is told of them, as `customer.deleted` says more.
 */
export async function forgetCustomers(
  scope: TxScope, { customerIds }: EventMap['customer.deleted'],
): Promise<void> {
  await rows(scope.sql, FORGET, [scope.brand.id, customerIds]);
}

function knownCustomer(customerId: string | null | undefined): string {
  if (customerId !== undefined && customerId !== null) return customerId;
  throw failure('GROUP_MEMBER_NOT_FOUND', { ids: '(no id given)' });
}
