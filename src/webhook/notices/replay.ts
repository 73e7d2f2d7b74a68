import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findDelivery } from './deliveries.ts';
import { findSubscription } from './read-subscriptions.ts';
import type { WholeDelivery } from './subscription.ts';
import { wakeNow } from './wake.ts';

const AGAIN = `
  update subscription_delivery set state = 'waiting', attempts = 0, due_at = now(), ended_at = null
  where brand_id = $1 and subscription_id = $2`;

/** One that is on its way stays as it is. */
const ONE = statement(`${AGAIN} and id = $3 and state <> 'sending'`);
const FAILED = statement(`
  ${AGAIN} and state = 'failed' and created_at >= $3::timestamp at time zone $4 returning 1`);

/**
 * Sends a delivery again, from now on with all its tries; it is the same message, so a receiver that has had it knows.
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, DELIVERY_NOT_FOUND, SUBSCRIPTION_OFF
 */
export async function replayDelivery(scope: Scope, called: string, deliveryId: string): Promise<WholeDelivery> {
  return scope.transaction(async (tx) => {
    const subscriptionId = await idOfOn(tx, called);
    const { id } = await findDelivery(tx, subscriptionId, deliveryId);
    await rows(tx.sql, ONE, [tx.brand.id, subscriptionId, id]);
    await wakeNow(tx, subscriptionId);
    return findDelivery(tx, subscriptionId, id);
  });
}

/**
 * Sends all again that have failed.
 * @param since of what happened since then: `YYYY-MM-DD HH:MM:SS`, or a day, in the zone of the brand
 * @returns how many
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, SUBSCRIPTION_OFF, FIELD_VALUE
 */
export async function replayFailed(scope: Scope, called: string, since: string): Promise<number> {
  const moment = momentOf(since);
  return scope.transaction(async (tx) => {
    const id = await idOfOn(tx, called);
    const again = await rows(tx.sql, FAILED, [tx.brand.id, id, moment, tx.brand.timeZone]);
    await wakeNow(tx, id);
    return again.length;
  });
}

/** @throws {TolkError} SUBSCRIPTION_OFF: it would wait for nobody knows how long */
async function idOfOn(scope: Scope, called: string): Promise<string> {
  const { id, name, isOn } = await findSubscription(scope, called);
  if (!isOn) throw failure('SUBSCRIPTION_OFF', { subscription: name });
  return id;
}

function momentOf(since: string): string {
  const [, day = '', time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/.exec(since.trim()) ?? [];
  const date = new Date(`${day}T${time}Z`);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)) return `${day} ${time}`;
  throw failure('FIELD_VALUE', { field: 'since', why: 'is not of the form YYYY-MM-DD HH:MM:SS', value: since });
}
