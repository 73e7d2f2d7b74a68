import { isId, rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Subscription } from './subscription.ts';

type Row = [
  id: string, name: string, url: string, events: string[], isOn: boolean, offReason: string | null,
  failingSince: string | null, oldSecretUntil: string | null,
  createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

const subscriptionsWhere = (condition: string) => statement(`
  select id, name, url, events, is_on, off_reason, ${shownTime('failing_since')},
    case when old_secret_until > now() then ${shownTime('old_secret_until')} end,
    created_by, ${shownTime('created_at')}, modified_by, ${shownTime('modified_at')}
  from subscription
  where brand_id = $1 and removed_at is null and ${condition}`);

const ALL = subscriptionsWhere('true order by lower(name)');
const BY_ID = subscriptionsWhere('id = $3');
const BY_NAME = subscriptionsWhere('lower(name) = lower($3)');

/** All of a brand, at most SUBSCRIPTIONS_MAX, by name. */
export async function listSubscriptions({ sql, brand }: Scope): Promise<Subscription[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(subscriptionOf);
}

/** @param called number, or name in any letter case @throws {TolkError} SUBSCRIPTION_NOT_FOUND */
export async function findSubscription({ sql, brand }: Scope, called: string): Promise<Subscription> {
  const isNumber = isId(called); // names are never digits alone
  const [row] = await rows<Row>(sql, isNumber ? BY_ID : BY_NAME, [brand.id, brand.timeZone, called]);
  if (row === undefined) throw failure('SUBSCRIPTION_NOT_FOUND', { subscription: called });
  return subscriptionOf(row);
}

function subscriptionOf(row: Row): Subscription {
  const [
    id, name, url, events, isOn, offReason, failingSince, oldSecretUntil, createdBy, createdAt, modifiedBy, modifiedAt,
  ] = row;
  return {
    id, name, url, events, isOn, offReason, failingSince, oldSecretUntil, createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
