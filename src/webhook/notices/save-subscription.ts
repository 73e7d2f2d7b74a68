import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { HttpOut } from '../../http-out/index.ts';
import { checkEvents, checkName } from './check.ts';
import { findSubscription } from './read-subscriptions.ts';
import { newSecret, sealKey } from './secret.ts';
import type { MadeSubscription, Subscription, SubscriptionChange, SubscriptionWish } from './subscription.ts';
import { wakeNow } from './wake.ts';

/** They are few; one at a time per brand makes them, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('subscription.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from subscription where brand_id = $1 and removed_at is null');
const INSERT = statement(`
  insert into subscription (brand_id, name, url, events, is_on, created_by, modified_by)
  values ($1, $2, $3, $4, $5, $6, $6) returning id`);
const SET_SECRET = statement('update subscription set secret = $3 where brand_id = $1 and id = $2');

/**
 * Makes a subscription. It counts within SUBSCRIPTION_CACHE_TIME.
 * @returns it with its secret, which is shown this once
 * @throws {TolkError} FIELD_VALUE, HTTP_OUT_URL, HTTP_OUT_PRIVATE, SUBSCRIPTION_EXISTS, SUBSCRIPTIONS_EXCEEDED, and as
 *   sealSecret of the vault
 */
export async function createSubscription(
  scope: Scope, httpOut: HttpOut, { url, isOn = true, ...wish }: SubscriptionWish,
): Promise<MadeSubscription> {
  const name = checkName(wish.name, scope.limits);
  const events = checkEvents(wish.events);
  httpOut.checkUrl(url);
  const { key, shown } = newSecret();
  return scope.transaction(async (tx) => {
    const { sql, brand, actor, limits: { SUBSCRIPTIONS_MAX: most } } = tx;
    await rows(sql, LOCK, [brand.id]);
    const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
    if (count >= most) throw failure('SUBSCRIPTIONS_EXCEEDED', { most: String(most) });
    const [[id] = ['']] = await named(name, rows<[string]>(sql, INSERT, [brand.id, name, url, events, isOn, actor.name]));
    await rows(sql, SET_SECRET, [brand.id, id, await sealKey(tx, id, key)]);
    return { ...await findSubscription(tx, id), secret: shown };
  });
}

const HOLD = statement(`
  select from subscription where brand_id = $1 and id = $2 and removed_at is null for no key update`);

/** The subscription, locked to the end of the transaction. @throws {TolkError} SUBSCRIPTION_NOT_FOUND */
async function hold(tx: TxScope, called: string): Promise<Subscription> {
  const { id } = await findSubscription(tx, called);
  await rows(tx.sql, HOLD, [tx.brand.id, id]);
  return findSubscription(tx, id); // as it is behind the lock; it may have gone
}

/** Switched on, it begins anew: what waited is sent, and failures of before are forgotten. */
const UPDATE = statement(`
  update subscription
  set name = $3, url = $4, events = $5, is_on = $6,
    off_reason = case when $6 then null else off_reason end,
    failing_since = case when $6 and not is_on then null else failing_since end,
    modified_by = $7, modified_at = now()
  where brand_id = $1 and id = $2`);

/**
 * Changes what is given.
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, and as createSubscription
 */
export async function changeSubscription(
  scope: Scope, httpOut: HttpOut, called: string, change: SubscriptionChange,
): Promise<Subscription> {
  if (change.url !== undefined) httpOut.checkUrl(change.url);
  return scope.transaction(async (tx) => {
    const before = await hold(tx, called);
    const name = change.name === undefined ? before.name : checkName(change.name, tx.limits);
    const events = change.events === undefined ? before.events : checkEvents(change.events);
    const { url = before.url, isOn = before.isOn } = change;
    await named(name, rows(tx.sql, UPDATE, [tx.brand.id, before.id, name, url, events, isOn, tx.actor.name]));
    if (isOn) await wakeNow(tx, before.id);
    return findSubscription(tx, before.id);
  });
}

const ROTATE = statement(`
  update subscription
  set old_secret = secret, old_secret_until = now() + $4::bigint * interval '1 millisecond', secret = $3,
    modified_by = $5, modified_at = now()
  where brand_id = $1 and id = $2`);

/**
 * Gives a subscription a new secret. For SUBSCRIPTION_OLD_SECRET notices are signed with the one before, too.
 * @returns it with the new secret, which is shown this once
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, and as sealSecret of the vault
 */
export function rotateSecret(scope: Scope, called: string): Promise<MadeSubscription> {
  const { key, shown } = newSecret();
  return scope.transaction(async (tx) => {
    const { sql, brand, actor, limits: { SUBSCRIPTION_OLD_SECRET: overlap } } = tx;
    const { id } = await hold(tx, called);
    await rows(sql, ROTATE, [brand.id, id, await sealKey(tx, id, key), overlap, actor.name]);
    return { ...await findSubscription(tx, id), secret: shown };
  });
}

const REMOVE = statement(`
  update subscription set removed_at = now(), is_on = false, secret = null, old_secret = null
  where brand_id = $1 and id = $2`);

/** Ends a subscription; upkeep deletes it with its deliveries. @throws {TolkError} SUBSCRIPTION_NOT_FOUND */
export async function removeSubscription(scope: Scope, called: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { id } = await hold(tx, called);
    await rows(tx.sql, REMOVE, [tx.brand.id, id]);
  });
}

async function named<Result>(name: string, writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    const { constraint } = error as { constraint?: unknown };
    throw constraint === 'subscription_by_name' ? failure('SUBSCRIPTION_EXISTS', { name }, { cause: error }) : error;
  }
}
