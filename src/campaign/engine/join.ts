import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Entry } from '../definition/definition.ts';
import { NOBODY } from '../objects/object.ts';
import { tellEntered } from './tell.ts';

/** Customers who are to begin a way through a campaign. */
export interface Joining {
  readonly campaignId: string;
  readonly entry: Entry;
  readonly flowId: string;
  readonly customerIds: readonly string[];
  /** Object where they begin; null: nowhere, they become members and are done. */
  readonly objectId: string | null;
  /** Campaign fields that they get. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether a caller waits for what becomes of them. */
  readonly isAwaited?: boolean;
  /** What the object finds noted of them. */
  readonly note?: string | null;
}

/**
 * Makes customers ($3) members, and lets those begin who are new in the campaign. Customers are locked against removal,
 * members in the order of their ids, as all who lock several do. $1 brand, $2 campaign, $4 fields, $5 object, $6
 * whether somebody waits, $7 note.
 * @param flowId SQL
 */
export const joined = (flowId: string) => `
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
  ),
  placed as (
    insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, is_awaited, note)
    select $1, $2, customer_id, $5::bigint, ${flowId}, now(), $6, $7
    from joined where is_new and $5::bigint is not null order by customer_id
  )`;

const JOIN = statement(`with ${joined('$8::bigint')} select customer_id, is_new from joined`);

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

/** A customer who has been made a member; true: for the first time, and at the object. */
export type Joined = readonly [customerId: string, isNew: boolean];

/** The values of `joined`. */
export function joiningValues({ brand }: TxScope, joining: Omit<Joining, 'flowId'>): unknown[] {
  const { campaignId, customerIds, fields = {}, objectId, isAwaited = false, note = null } = joining;
  return [brand.id, campaignId, JSON.stringify(customerIds), JSON.stringify(fields), objectId, isAwaited, note];
}

/**
 * Takes customers into a campaign and lets those begin whom its entry rule allows to. Customers that do not exist are
 * left out.
 * @returns those who begin
 */
export async function joinMembers(tx: TxScope, joining: Joining): Promise<readonly string[]> {
  if (joining.customerIds.length === 0) return [];
  const members = await rows<Joined>(tx.sql, JOIN, [...joiningValues(tx, joining), joining.flowId]);
  const begun = [...beginning(members), ...await beginAgain(tx, joining, members)];
  await tellEntered(tx, joining, begun);
  return begun;
}

/** Those who have begun, being new. */
export function beginning(members: readonly Joined[]): string[] {
  return members.filter(([, isNew]) => isNew).map(([id]) => id);
}

/** Lets those begin who were in the campaign before, if its entry rule allows it. @returns who does */
export async function beginAgain(
  tx: TxScope, joining: Omit<Joining, 'customerIds'>, members: readonly Joined[],
): Promise<string[]> {
  const { campaignId, entry } = joining;
  const known = members.filter(([, isNew]) => !isNew).map(([id]) => id);
  if (known.length === 0) return [];
  const again = (await rows<[string]>(tx.sql, MAY_BEGIN, [tx.brand.id, campaignId, known, entry])).flat();
  await place(tx, joining, again);
  return again;
}

/** Lets a flow begin by itself, without a customer. @param dueAt when its start acts; default now */
export function placeNobody(tx: TxScope, flow: Omit<Joining, 'customerIds' | 'entry'>, dueAt = 'now'): Promise<void> {
  return place(tx, flow, [NOBODY], dueAt);
}

/** Puts customers who have begun at one more object. */
export function placeMore(
  tx: TxScope, flow: Omit<Joining, 'customerIds' | 'entry'>, customerIds: readonly string[],
): Promise<void> {
  return place(tx, flow, customerIds);
}

async function place(
  { sql, brand }: TxScope, joining: Omit<Joining, 'customerIds' | 'entry'>, customerIds: readonly string[], dueAt = 'now',
): Promise<void> {
  const { campaignId, objectId, flowId, isAwaited = false, note = null } = joining;
  if (objectId === null || customerIds.length === 0) return;
  await rows(sql, PLACE, [brand.id, campaignId, customerIds, objectId, flowId, dueAt, isAwaited, note]);
}
