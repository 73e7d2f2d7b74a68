/**
 * Outgoing webhooks, by Standard Webhooks 1.0: other systems are told what happened. A notice is written in the
 * transaction of what it tells, and sent until it is taken; the order in which notices come is not promised.
 */
export { createSubscriptions, tellSubscribers, type Subscriptions } from './create-subscriptions.ts';
export { findDelivery, listDeliveries } from './deliveries.ts';
export { NOTICE_NAMES } from './events.ts';
export { maintainSubscriptions } from './maintain.ts';
export { findSubscription, listSubscriptions } from './read-subscriptions.ts';
export { replayDelivery, replayFailed } from './replay.ts';
export { removeSubscription, rotateSecret } from './save-subscription.ts';
export { DELIVERY_STATES } from './subscription.ts';
export { DELIVER_JOB } from './wake.ts';
