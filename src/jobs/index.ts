/**
 * Work that may outlive a request: enqueued in the transaction of the data that causes it, done at least once by any instance.
 * Knows names and payloads only; app.ts says which room does what. The queue is graphile-worker; heartbeats and fences are ours.
 */
export { migrateJobs } from './migrate.ts';
