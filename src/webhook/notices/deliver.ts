import { z } from 'zod';
import type { Scope } from '../../db/index.ts';
import type { HttpOut } from '../../http-out/index.ts';
import type { Log } from '../../log.ts';
import { claim } from './claim.ts';
import { isGood, noteOutcomes, type Outcome } from './note.ts';
import { send, targetOf } from './send.ts';
import { wakeAgain } from './wake.ts';

const payloadType = z.object({ subscriptionId: z.string() });

export interface DeliverParts {
  readonly httpOut: HttpOut;
  readonly log: Log;
}

/**
 * The job `subscription.deliver`: one turn of one subscriber. Batches follow each other while all goes well, for
 * SUBSCRIPTION_TURN; then, or when something failed, others have their turn before the next.
 * @throws the signal's reason, {TolkError} of the vault, errors of the database; what was on its way is then sent again
 *   after a while, as the same message
 */
export async function deliver(
  scope: Scope, payload: unknown, signal: AbortSignal, { httpOut, log }: DeliverParts,
): Promise<void> {
  const { subscriptionId } = payloadType.parse(payload);
  const target = await targetOf(scope, subscriptionId);
  if (target === undefined) return;
  const { limits, brand } = scope;
  const end = performance.now() + limits.SUBSCRIPTION_TURN;
  let goesOn: boolean;
  do {
    signal.throwIfAborted();
    const taken = await claim(scope, subscriptionId);
    const outcomes: Outcome[] = await Promise.all(taken.map(async (claimed) => {
      const { messageId: id, timestamp, body } = claimed;
      return { claimed, ...await send(target, { id, timestamp, body }, { httpOut, limits, signal }) };
    }));
    goesOn = outcomes.length > 0 && outcomes.every(isGood);
    const reason = await noteOutcomes(scope, subscriptionId, outcomes);
    if (reason !== undefined) log.warn({ brand: brand.id, subscription: subscriptionId, reason }, 'a subscription is off');
  } while (goesOn && performance.now() < end);
  await wakeAgain(scope, subscriptionId);
}
