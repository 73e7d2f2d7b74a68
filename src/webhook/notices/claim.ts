import { rows, statement, type Scope } from '../../db/index.ts';

/** A delivery that is on its way. */
export interface Claimed {
  readonly id: string;
  readonly messageId: string;
  readonly body: string;
  /** Number of this attempt, by which its outcome is noted. */
  readonly attempts: number;
  /** Seconds since 1970, by the clock of the database. */
  readonly timestamp: string;
}

/** One at a time looks; who finds another at it has nothing to do. */
const HOLD = statement(`
  select 1 from subscription where brand_id = $1 and id = $2 and is_on for no key update skip locked`);

/**
 * At most so many are on their way at once, whatever the number of processes. One whose process died is due again after
 * a while, and counts as tried: the receiver may have had it.
 */
const CLAIM = statement(`
  with due as (
    select id from subscription_delivery
    where brand_id = $1 and subscription_id = $2 and ended_at is null and due_at <= now()
    order by due_at, id
    limit greatest(0, $3 - (
      select count(*) from subscription_delivery
      where brand_id = $1 and subscription_id = $2 and state = 'sending' and due_at > now()
    ))
    for update skip locked
  )
  update subscription_delivery d
  set state = 'sending', attempts = attempts + 1, due_at = now() + $4::bigint * interval '1 millisecond'
  from due where d.brand_id = $1 and d.id = due.id
  returning d.id, 'msg_' || d.message_id, d.body, d.attempts, floor(extract(epoch from clock_timestamp()))::bigint`);

/** What a process needs, beside the call itself, until it has noted how that went. */
const GRACE = 10_000;

/** Takes deliveries that are due, oldest first; none when the subscription is off. */
export function claim(scope: Scope, subscriptionId: string): Promise<Claimed[]> {
  const { SUBSCRIPTION_AT_ONCE: most, SUBSCRIPTION_TIME: time } = scope.limits;
  return scope.transaction(async ({ sql, brand }) => {
    if ((await rows(sql, HOLD, [brand.id, subscriptionId])).length === 0) return [];
    type Row = [id: string, messageId: string, body: string, attempts: number, timestamp: string];
    const taken = await rows<Row>(sql, CLAIM, [brand.id, subscriptionId, most, time + GRACE]);
    return taken.map(([id, messageId, body, attempts, timestamp]) => ({ id, messageId, body, attempts, timestamp }));
  });
}
