/**
 * Webhooks: JSON of any form that comes in, stored as its mapping says (webhook.md).
 */
export {
  appOf, beginCall, brandOfEndpoint, changeWebhook, createWebhook, findWebhook, forgetStructure, listCalls, listWebhooks,
  maintainWebhooks, mappingType, noteCall, readMapping, Receiver, removeWebhook, VALUE_KINDS, type BegunCall, type Webhook,
} from './receiver/index.ts';
