/** Runs and schedules by REST. */
export { runEndpoints } from './runs.ts';
export { scheduleEndpoints } from './schedules.ts';
