/**
 * Work that may outlive a request: enqueued in the transaction of the data that causes it, done at least once by any
 * instance. Knows names and payloads only; app.ts says which room does what. The queue is graphile-worker; heartbeats,
 * fences and the minute's claim are ours.
 */
export { AttemptLost, beginAttempt, holdAttempt, type AttemptRow } from './attempt.ts';
export {
  enqueue, enqueueMany, isEnqueued, keysAtWork, keysWithoutJob, type JobOptions, type NewJob,
} from './enqueue.ts';
export { addedSoon, enqueueSoon, type SoonJob } from './enqueue-soon.ts';
export { maintainJobs } from './maintain.ts';
export { migrateJobs } from './migrate.ts';
export type { Job, JobHandler, JobHandlers, JobOutcome, Observe } from './running.ts';
export type { WorkerLimits, WorkerParts } from './shift.ts';
export { jobState, type JobState } from './state.ts';
export { BRAND_JOB, HOUSE_JOB, tick } from './tick.ts';
export { startWorkers, type Workers } from './workers.ts';
