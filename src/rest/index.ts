/**
 * Every door but SOAP, with express: health, readiness and metrics, the documentation pages, and what all of
 * them share (headers, request log, errors as JSON).
 */
export { createReadiness, type Check, type Readiness } from './readiness.ts';
export { createRest, type Pages, type RestParts } from './rest.ts';
