/**
 * Every door but SOAP, with express: the data model, customers, management, documentation, health, readiness and
 * metrics, and what all of them share (headers, request log, errors as JSON).
 */
export type { ApiParts } from './api.ts';
export { createReadiness, type Check, type Readiness } from './readiness.ts';
export { createRest, type Pages, type RestParts } from './rest.ts';
