import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Entry } from '../definition/definition.ts';
import { NOBODY } from '../objects/act.ts';

/** Customers who are to be in a campaign. */
interface Coming {
  readonly campaignId: string;
  readonly entry: Entry;
  readonly customerIds: readonly string[];
}

/** Customers who are to begin a way through a campaign. */
export interface Joining extends Coming {
  readonly flowId: string;
  /** Object where they begin. */
  readonly objectId: string;
  /** Campaign fields that they get. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether a caller waits for what becomes of them. */
  readonly isAwaited?: boolean;
  /** What the object finds noted of them. */
  readonly note?: string | null;
}

/**
 * Makes customers ($3) members. Customers are locked against removal, members in the order of their ids, as all who
 * lock several do. $1 brand, $2 campaign, $4 fields.
 */
export const JOINED = `
  known as materialized (
    select held.id from (select id::bigint from jsonb_array_elements_text($3::jsonb) as given (id) order by 1) as given
    cross join lateral (select id from customer c where c.brand_id = $1 and c.id = given.id for key share) as held
  ),
  joined as (
    insert into campaign_member as m (brand_id, campaign_id, customer_id, begun_at, fields)
    select $1, $2, id, now(), $4::jsonb from known order by id
    on conflict (brand_id, campaign_id, customer_id) do update
    set entered_at = case when m.left_at is null then m.entered_at else now() end, left_at = null,
      fields = m.fields || excluded.fields
    returning customer_id, xmax = 0 as is_new
  )`;

const JOIN = statement(`with ${JOINED} select customer_id, is_new from joined`);

/**
 * Asked in a statement of its own, which sees what those did who held the members before. Not as `not exists`, for
 * which the planner may read all places of the campaign.
 */
const MAY_BEGIN = statement(`
  update campaign_member m set begun_at = now()
  where m.brand_id = $1 and m.campaign_id = $2 and m.customer_id = any($3::bigint[])
    and ($4 = 'always' or m.begun_at is null or ($4 = 'again' and (
      select p.id from campaign_place p
      where p.brand_id = $1 and p.customer_id = m.customer_id and p.campaign_id = $2 limit 1) is null))
  returning customer_id`);

const PLACE = statement(`
  insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, is_awaited, note)
  select $1, $2, customer_id, $4, $5, $6::timestamptz, $7, $8
  from (select unnest($3::bigint[]) as customer_id order by 1) as ordered`);

/** A customer who has been made a member; true: for the first time. */
export type Joined = readonly [customerId: string, isNew: boolean];

/**
 * Takes customers into a campaign, each of them once. Customers that do not exist are left out.
 * @returns those who may begin by its entry rule, and have to be placed
 */
export async function joinMembers(tx: TxScope, coming: Coming): Promise<readonly string[]> {
  const { campaignId, customerIds } = coming;
  if (customerIds.length === 0) return [];
  const members = await rows<Joined>(tx.sql, JOIN, [tx.brand.id, campaignId, JSON.stringify(customerIds), '{}']);
  return [...beginning(members), ...await mayBegin(tx, coming, members)];
}

/** Those who have begun, being new. */
export function beginning(members: readonly Joined[]): string[] {
  return members.filter(([, isNew]) => isNew).map(([id]) => id);
}

/** Those who were in the campaign before and may begin once more, by its entry rule. */
async function mayBegin(
  { sql, brand }: TxScope, { campaignId, entry }: Omit<Coming, 'customerIds'>, members: readonly Joined[],
): Promise<string[]> {
  const known = members.filter(([, isNew]) => !isNew).map(([id]) => id);
  return known.length === 0 ? [] : (await rows<[string]>(sql, MAY_BEGIN, [brand.id, campaignId, known, entry])).flat();
}

/** Lets those begin who were in the campaign before, if its entry rule allows it. @returns who does */
export async function beginAgain(
  tx: TxScope, joining: Omit<Joining, 'customerIds'>, members: readonly Joined[],
): Promise<string[]> {
  const again = await mayBegin(tx, joining, members);
  await place(tx, joining, again);
  return again;
}

/** Lets a flow begin by itself, without a customer. @param dueAt when its start acts; default now */
export function placeNobody(tx: TxScope, flow: Omit<Joining, 'customerIds' | 'entry'>, dueAt = 'now'): Promise<void> {
  return place(tx, flow, [NOBODY], dueAt);
}

async function place(
  { sql, brand }: TxScope, joining: Omit<Joining, 'customerIds' | 'entry'>, customerIds: readonly string[], dueAt = 'now',
): Promise<void> {
  const { campaignId, objectId, flowId, isAwaited = false, note = null } = joining;
  if (customerIds.length === 0) return;
  await rows(sql, PLACE, [brand.id, campaignId, customerIds, objectId, flowId, dueAt, isAwaited, note]);
}
