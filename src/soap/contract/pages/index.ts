/*
 * The contract for people: the page at the service's address and `/docs`, with sample envelopes, made from the model.
 * Without scripts, so that they work offline and under a strict content policy.
 */
export { docsPage, PAGE_STYLE, type DocsFacts } from './docs-page.ts';
export type { OperationFacts } from './docs-parts.ts';
export { landingPage } from './landing.ts';
