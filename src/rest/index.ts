/**
 * Every door but SOAP, with express: the data model, customers, management, documentation, health, readiness and
 * metrics, and what all of them share (headers, request log, errors as JSON).
 */
export { createReadiness, type Check } from './readiness.ts';
export { createRest, type RestParts } from './rest.ts';
