/** What comes in by webhooks: JSON of any form, taken apart by a mapping (webhook.md). */
export { beginCall, type BegunCall } from './begin-call.ts';
export { listCalls, maintainWebhooks, noteCall } from './calls.ts';
export { mappingType, readMapping } from './mapping.ts';
export { Receiver } from './receive-call.ts';
export { changeWebhook, createWebhook, forgetStructure, removeWebhook } from './save-webhook.ts';
export { VALUE_KINDS } from './structure.ts';
export { appOf, brandOfEndpoint, findWebhook, listWebhooks, RECEIVER_PATH, type Webhook } from './webhook.ts';
