/*
 * The contract for people: the page at the service's address and `/docs`, with sample envelopes, made from the model.
 * They load nothing but files of ours, so that they work offline and under a strict content policy.
 */
export { docsPage } from './docs-page.ts';
export type { OperationFacts } from './docs-parts.ts';
export { PAGE_FILES } from './files.ts';
export { landingPage } from './landing.ts';
