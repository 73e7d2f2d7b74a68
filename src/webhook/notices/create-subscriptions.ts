import type { Scope, TxScope } from '../../db/index.ts';
import type { Events } from '../../events/index.ts';
import { deliver, type DeliverParts } from './deliver.ts';
import { NOTICE_NAMES } from './events.ts';
import { pingSubscription, type Ping } from './ping.ts';
import { changeSubscription, createSubscription } from './save-subscription.ts';
import type { MadeSubscription, Subscription, SubscriptionChange, SubscriptionWish } from './subscription.ts';
import { Listened, tell } from './tell.ts';

/** What of subscriptions needs the client for outgoing calls; made once, in app.ts. */
export interface Subscriptions {
  /** As createSubscription. */
  create(scope: Scope, wish: SubscriptionWish): Promise<MadeSubscription>;
  /** As changeSubscription. */
  change(scope: Scope, called: string, change: SubscriptionChange): Promise<Subscription>;
  /** As pingSubscription. */
  ping(scope: Scope, called: string): Promise<Ping>;
  /** The job `subscription.deliver`. */
  deliver(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void>;
}

export function createSubscriptions(parts: DeliverParts): Subscriptions {
  const { httpOut } = parts;
  return {
    create: (scope, wish) => createSubscription(scope, httpOut, wish),
    change: (scope, called, change) => changeSubscription(scope, httpOut, called, change),
    ping: (scope, called) => pingSubscription(scope, httpOut, called),
    deliver: (scope, payload, signal) => deliver(scope, payload, signal, parts),
  };
}

/** Has subscribers told of every event that they can ask for, in the transaction that publishes it. */
export function tellSubscribers(events: Events): void {
  const listened = new Listened();
  for (const name of NOTICE_NAMES) {
    const wants = (scope: TxScope) => listened.to(scope, name);
    events.on(name, (scope, payload) => tell(scope, listened, name, payload), wants);
  }
}
