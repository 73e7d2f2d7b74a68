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

/** At most so many are on their way at once, whatever the number of processes. */
const DUE = statement(`
  select id from subscription_delivery
  where brand_id = $1 and subscription_id = $2 and ended_at is null and due_at <= now()
  order by due_at, id
  limit greatest(0, $3 - (
    select count(*) from subscription_delivery
    where brand_id = $1 and subscription_id = $2 and state = 'sending' and due_at > now()
  ))
  for update skip locked`);

/**
 * Apart from the look, so that a table with any number of rows is read by its key. One whose process died is due again
 * after a while, and counts as tried: the receiver may have had it.
 */
const TAKE = statement(`
  update subscription_delivery
  set state = 'sending', attempts = attempts + 1, due_at = now() + $3::bigint * interval '1 millisecond'
  where brand_id = $1 and id = any($2::bigint[])
  returning id, 'msg_' || message_id, body, attempts, floor(extract(epoch from clock_timestamp()))::bigint`);

/** What a process needs, beside the call itself, until it has noted how that went. */
const GRACE = 10_000;

/** Takes deliveries that are due, oldest first; none when the subscription is off. */
export function claim(scope: Scope, subscriptionId: string): Promise<Claimed[]> {
  const { SUBSCRIPTION_AT_ONCE: most, SUBSCRIPTION_TIME: time } = scope.limits;
  return scope.transaction(async ({ sql, brand }) => {
    if ((await rows(sql, HOLD, [brand.id, subscriptionId])).length === 0) return [];
    const due = await rows<[string]>(sql, DUE, [brand.id, subscriptionId, most]);
    if (due.length === 0) return [];
    type Row = [id: string, messageId: string, body: string, attempts: number, timestamp: string];
    const taken = await rows<Row>(sql, TAKE, [brand.id, due.flat(), time + GRACE]);
    return taken.map(([id, messageId, body, attempts, timestamp]) => ({ id, messageId, body, attempts, timestamp }));
  });
}
