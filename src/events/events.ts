import type { Publisher, TxScope } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import type { EventMap, EventName } from './event-map.ts';

/** Runs in the publisher's transaction: its throw undoes what was published. */
export type Listener<Name extends EventName> = (scope: TxScope, payload: EventMap[Name]) => Promise<void>;

/** Whether a listener has anything to do with an event now. */
type Wants = (scope: TxScope) => Promise<boolean>;

interface Listening {
  readonly listener: (scope: TxScope, payload: object) => Promise<void>;
  readonly wants: Wants;
}

const always: Wants = () => Promise.resolve(true);

/** Who listens to what. Filled once, in app.ts. */
export class Events implements Publisher {
  readonly #listeners = new Map<string, Listening[]>();

  /** Calls the listener at each event, inside the publisher's transaction, in the order in which they were added. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>, wants = always): this {
    const listeners = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...listeners, { listener: listener as Listening['listener'], wants }]);
    return this;
  }

  /**
   * Enqueues a job at each event: it exists if and when the publisher's transaction commits.
   * Its payload is the event's with { brandId }.
   */
  later<Name extends EventName>(name: Name, jobName: string): this {
    return this.on(name, (scope, payload) => enqueue(scope.sql, jobName, { ...payload, brandId: scope.brand.id }));
  }

  /** Rooms use the typed function `publish`. */
  async publish(scope: TxScope, name: string, payload: object): Promise<void> {
    for (const { listener } of this.#listeners.get(name) ?? []) await listener(scope, payload);
  }

  /** Rooms use the typed function `isHeard`. */
  async isHeard(scope: TxScope, name: string): Promise<boolean> {
    for (const { wants } of this.#listeners.get(name) ?? []) if (await wants(scope)) return true;
    return false;
  }
}

/**
 * Tells what happened. Listeners run now, in this transaction; jobs are enqueued in it.
 * @throws what a listener throws; let it pass, so that the transaction rolls back
 */
export function publish<Name extends EventName>(scope: TxScope, name: Name, payload: EventMap[Name]): Promise<void> {
  return scope.events.publish(scope, name, payload);
}

/** Whether to publish an event that costs something to put together: nobody misses it otherwise. */
export function isHeard(scope: TxScope, name: EventName): Promise<boolean> {
  return scope.events.isHeard?.(scope, name) ?? always(scope);
}
