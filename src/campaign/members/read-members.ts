import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findCampaign } from '../store/campaign.ts';

/** A customer in a campaign; times 'YYYY-MM-DD HH:MM:SS' in the zone of the brand. */
export interface Member {
  readonly customerId: string;
  readonly enteredAt: string;
  /** When its way last began; null: never. */
  readonly begunAt: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

const PAGE = statement(`
  select customer_id, ${shownTime('entered_at')}, ${shownTime('begun_at')}, fields from campaign_member
  where brand_id = $1 and campaign_id = $3 and left_at is null and customer_id > $4
  order by customer_id limit $5`);

type Row = [customerId: string, enteredAt: string, begunAt: string | null, fields: Readonly<Record<string, string>>];

interface MembersWish {
  /** Default LIST_MAX, which is the most. */
  readonly limit?: number | undefined;
  /** The last customer of the page before. */
  readonly after?: string | undefined;
}

/** The customers in a campaign, by their number. @throws {TolkError} CAMPAIGN_NOT_FOUND, FIELD_VALUE */
export async function pageOfCampaignMembers(
  scope: Scope, called: string, { limit, after = '0' }: MembersWish,
): Promise<Member[]> {
  const { sql, brand, limits: { LIST_MAX } } = scope;
  const { id } = await findCampaign(scope, called);
  if (!/^\d{1,18}$/.test(after)) throw failure('FIELD_VALUE', { field: 'after', why: 'is no number', value: after });
  const most = Math.max(1, Math.min(limit ?? LIST_MAX, LIST_MAX));
  const found = await rows<Row>(sql, PAGE, [brand.id, brand.timeZone, id, after, most]);
  return found.map(([customerId, enteredAt, begunAt, fields]) => ({ customerId, enteredAt, begunAt, fields }));
}

/** One pass through an object. */
interface WayPart {
  readonly flowId: string;
  /** What the definition calls the object. */
  readonly object: string;
  readonly exit: string;
  readonly leftAt: string;
}

/** Where a customer is. */
interface Place {
  readonly flowId: string;
  readonly object: string;
  /** When the object acts on it; null: not by time. */
  readonly dueAt: string | null;
}

const ONE = statement(`
  select ${shownTime('entered_at')}, ${shownTime('begun_at')}, ${shownTime('left_at')}, fields from campaign_member
  where brand_id = $1 and campaign_id = $3 and customer_id = $4`);

const WAY = statement(`
  select flow_id, key, exit, ${shownTime('left_at')} from (
    select w.flow_id, o.key, w.exit, w.left_at, w.ctid from campaign_way w
    join campaign_object o on o.brand_id = w.brand_id and o.id = w.object_id
    where w.brand_id = $1 and w.campaign_id = $3 and w.customer_id = $4
    order by w.left_at desc, w.ctid desc limit $5
  ) as newest
  order by left_at, ctid`);

const PLACES = statement(`
  select p.flow_id, o.key, case when p.due_at < 'infinity' then ${shownTime('p.due_at')} end from campaign_place p
  join campaign_object o on o.brand_id = p.brand_id and o.id = p.object_id
  where p.brand_id = $1 and p.campaign_id = $3 and p.customer_id = $4
  order by p.due_at, p.id`);

/** A customer in a campaign, or who was in it, with all that it went through there. */
export interface MemberStory extends Member {
  /** When it was taken out; null: it is in it. */
  readonly leftAt: string | null;
  /** Oldest first; of many the newest HISTORY_MAX. */
  readonly way: readonly WayPart[];
  readonly places: readonly Place[];
}

/** @throws {TolkError} CAMPAIGN_NOT_FOUND; CUSTOMER_NOT_FOUND when it never was in the campaign */
export async function campaignMember(scope: Scope, called: string, customerId: string): Promise<MemberStory> {
  const { sql, brand, limits: { HISTORY_MAX } } = scope;
  const { id } = await findCampaign(scope, called);
  const unknown = failure('CUSTOMER_NOT_FOUND', { id: customerId });
  if (!/^\d{1,18}$/.test(customerId)) throw unknown;
  const values = [brand.id, brand.timeZone, id, customerId];
  const [member] = await rows<[string, string | null, string | null, Member['fields']]>(sql, ONE, values);
  if (member === undefined) throw unknown;
  const way = await rows<[string, string, string, string]>(sql, WAY, [...values, HISTORY_MAX]);
  const places = await rows<[string, string, string | null]>(sql, PLACES, values);
  const [enteredAt, begunAt, leftAt, fields] = member;
  return {
    customerId, enteredAt, begunAt, leftAt, fields,
    way: way.map(([flowId, object, exit, at]) => ({ flowId, object, exit, leftAt: at })),
    places: places.map(([flowId, object, dueAt]) => ({ flowId, object, dueAt })),
  };
}
