/**
 * member: is in it. active: and has a way to go. done: and has none, after it had begun. removed: was taken out, and is
 * not back. ever: any of these.
 */
export const MEMBERSHIPS = ['member', 'active', 'done', 'removed', 'ever'] as const;
export type Membership = (typeof MEMBERSHIPS)[number];

/** What stands for values: parameters, or columns of a query around it. */
export interface CampaignSql {
  readonly brand: string;
  readonly campaign: string;
  readonly customer: string;
  /** SQL of a timestamptz; undefined: whenever. */
  readonly since: string | undefined;
}

/** What is asked of a customer in a campaign: how it stands there; that it is at an object; or that it left one. */
export type CampaignQuestion =
  | { readonly kind: 'membership'; readonly is: Membership }
  | { readonly kind: 'at'; readonly object: string }
  /** `exit` undefined: by any. */
  | { readonly kind: 'passed'; readonly object: string; readonly exit: string | undefined };

/**
 * SQL that says whether a customer is, was or has been somewhere in a campaign that is there.
 * `since`: came in, or began anew; was taken out; or left the object, at that moment or later.
 */
export function campaignCondition(
  { brand, campaign, customer, since }: CampaignSql, question: CampaignQuestion,
): string {
  const sinceThen = (time: string) => (since === undefined ? '' : ` and ${time} >= ${since}`);
  switch (question.kind) {
    case 'at': return `exists (
      select from campaign_place p
      where p.brand_id = ${brand} and p.campaign_id = ${campaign} and p.object_id = ${question.object}
        and p.customer_id = ${customer})`;
    case 'passed': {
      const exit = question.exit === undefined ? '' : ` and w.exit = ${question.exit}`;
      return `exists (
        select from campaign_way w
        where w.brand_id = ${brand} and w.campaign_id = ${campaign} and w.object_id = ${question.object}
          and w.customer_id = ${customer}${exit}${sinceThen('w.left_at')})`;
    }
    case 'membership': {
      const time = question.is === 'removed' ? 'm.left_at' : 'greatest(m.entered_at, m.begun_at)';
      const [active, begun] = [hasPlace({ brand, campaign, customer: 'm.customer_id' }), 'm.begun_at is not null'];
      const stands: Readonly<Record<Membership, string>> = {
        member: ' and m.left_at is null',
        active: ` and m.left_at is null and ${active}`,
        done: ` and m.left_at is null and ${begun} and not ${active}`,
        removed: ' and m.left_at is not null',
        ever: '',
      };
      return `exists (
        select from campaign_member m
        where m.brand_id = ${brand} and m.campaign_id = ${campaign} and m.customer_id = ${customer}
          ${stands[question.is]}${sinceThen(time)})`;
    }
  }
}

/** By way of the objects of the campaign, so that the queue's index finds them where they are few. */
function hasPlace({ brand, campaign, customer }: Omit<CampaignSql, 'since'>): string {
  return `exists (
    select from campaign_object o join campaign_place p on p.brand_id = ${brand} and p.object_id = o.id
    where o.brand_id = ${brand} and o.campaign_id = ${campaign} and p.customer_id = ${customer})`;
}
