/**
 * Webhooks. Incoming: JSON of any form, stored as its mapping says (`receiver/`, webhook.md). Outgoing: subscriptions
 * of other systems, who are told what happened (`notices/`).
 */
export {
  createSubscriptions, DELIVER_JOB, DELIVERY_STATES, findDelivery, findSubscription, listDeliveries, listSubscriptions,
  maintainSubscriptions, NOTICE_NAMES, removeSubscription, replayDelivery, replayFailed, rotateSecret, tellSubscribers,
  type Subscriptions,
} from './notices/index.ts';
export {
  appOf, beginCall, brandOfEndpoint, changeWebhook, createWebhook, findWebhook, forgetStructure, listCalls,
  listWebhooks, maintainWebhooks, mappingType, noteCall, readMapping, Receiver, RECEIVER_PATH, removeWebhook,
  VALUE_KINDS, type BegunCall, type Webhook,
} from './receiver/index.ts';
