/** Webhooks by REST: the receiver that outside systems call, and what managers do with it. */
export { certificateEndpoints } from './certificates.ts';
export { receiverRoute, type ReceiverParts } from './receiver-route.ts';
export { subscriptionEndpoints } from './subscriptions.ts';
export { webhookEndpoints } from './webhooks.ts';
