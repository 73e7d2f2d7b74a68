import { rows, statement, type Scope } from '../../db/index.ts';
import type { Claimed } from './claim.ts';
import type { Sent } from './send.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses between the attempts (Standard Webhooks 1.0, Retries); after the last attempt a delivery has failed. */
const LADDER = [
  5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR,
] as const;

/** A receiver that wants to rest is left alone for no longer than this. */
const LONGEST_REST = 10 * HOUR;

const GONE = 410;

/** What came of an attempt: an answer, or why there was none. */
export interface Outcome extends Sent {
  readonly claimed: Claimed;
}

/** Any 2xx; redirects are not followed. */
export function isGood({ status = 0 }: Outcome): boolean {
  return status >= 200 && status < 300;
}

const NOTE = statement(`
  update subscription_delivery d
  set state = o.state, status = o.status, answer = o.answer, error = o.error, tried_at = now(),
    due_at = case when o.state = 'waiting' then now() + o.pause * interval '1 millisecond' end,
    ended_at = case when o.state <> 'waiting' then now() end
  from json_to_recordset($3::json) as o (
    id bigint, attempts integer, state text, pause bigint, status integer, answer text, error text
  )
  where d.brand_id = $1 and d.subscription_id = $2 and d.id = o.id and d.attempts = o.attempts and d.state = 'sending'`);

/** Nothing is written while all goes on as it did. */
const SETTLE = statement(`
  update subscription s
  set failing_since = n.failing_since, is_on = is_on and n.off_reason is null,
    off_reason = case when is_on then n.off_reason else s.off_reason end
  from (
    select case when $3 then null else coalesce(failing_since, now()) end as failing_since,
      case
        when $4 then 'It answered 410 Gone'
        when not $3 and failing_since < now() - $5::bigint * interval '1 millisecond'
          then 'It has taken nothing since ' || to_char(failing_since at time zone $6, 'YYYY-MM-DD HH24:MI:SS')
      end as off_reason
    from subscription where brand_id = $1 and id = $2 for no key update
  ) as n
  where s.brand_id = $1 and s.id = $2
    and (s.failing_since is distinct from n.failing_since or n.off_reason is not null)
  returning s.is_on, s.off_reason`);

/**
 * Writes down how attempts went, unless others have come after them, and what follows for the subscription.
 * @returns why it was switched off now, if it was
 */
export function noteOutcomes(
  scope: Scope, subscriptionId: string, outcomes: readonly Outcome[],
): Promise<string | undefined> {
  if (outcomes.length === 0) return Promise.resolve(undefined);
  const notes = JSON.stringify(outcomes.map(noteOf));
  const isTaken = outcomes.some(isGood);
  const isGone = outcomes.some(({ status }) => status === GONE);
  return scope.transaction(async ({ sql, brand, limits }) => {
    await rows(sql, NOTE, [brand.id, subscriptionId, notes]);
    const values = [brand.id, subscriptionId, isTaken, isGone, limits.SUBSCRIPTION_FAILING, brand.timeZone];
    const [[isOn, reason] = [true, null]] = await rows<[boolean, string | null]>(sql, SETTLE, values);
    return isOn ? undefined : reason ?? undefined;
  });
}

function noteOf(outcome: Outcome): object {
  const { claimed: { id, attempts }, status, answer, error, rest = 0 } = outcome;
  const step = LADDER[attempts - 1];
  const state = isGood(outcome) ? 'delivered' : status === GONE || step === undefined ? 'failed' : 'waiting';
  const pause = Math.max(step ?? 0, Math.min(rest, LONGEST_REST));
  return { id, attempts, state, pause, status, answer, error };
}
