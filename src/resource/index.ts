/**
 * Result sets: a producer operation takes a snapshot of ids, the client polls until it is READY and reads it
 * page by page (soap.md 5). This room knows ids and their order, not what they are ids of: which query fills
 * a set is registered by kind from outside, and whoever shows a page looks the records up in their own room.
 */
export type { IdQuery, SourceRequest, Sources } from './source.ts';
export { createResources, type Resources } from './resources.ts';
export type { Timer } from './status.ts';
export { BUILD_JOB } from './create.ts';
