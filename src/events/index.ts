/**
 * How rooms hear of each other without importing each other. A room publishes inside its transaction; app.ts wires who
 * listens: in the same transaction for what must be atomic, as a job for the rest.
 */
export type { EventMap, EventName } from './event-map.ts';
export { Events, isHeard, publish, type Listener } from './events.ts';
