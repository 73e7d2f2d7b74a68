/**
 * The clock: node-cron's minute, UTC, and nothing else. It knows no zones and no schedules: due times lie in tables,
 * and what a minute does is in jobs/.
 */
export { startClock, type Clock, type StartClock } from './clock.ts';
