import { statement, rows, type Scope, type TxScope } from '../../db/index.ts';
import { enqueue, enqueueMany, enqueueSoon } from '../../jobs/index.ts';

/** Job that sends what is due to one subscriber; payload { brandId, subscriptionId }. */
export const DELIVER_JOB = 'subscription.deliver';

const job = (brandId: string, subscriptionId: string) => ({
  name: DELIVER_JOB, payload: { brandId, subscriptionId }, jobKey: `${DELIVER_JOB}:${brandId}:${subscriptionId}`,
});

/** After new deliveries, in their transaction: it gathers for SUBSCRIPTION_GATHER what more there may be. */
export async function wakeSoon({ sql, brand, limits }: TxScope, subscriptionIds: readonly string[]): Promise<void> {
  await enqueueSoon(sql, subscriptionIds.map((id) => job(brand.id, id)), limits.SUBSCRIPTION_GATHER);
}

/** After somebody has asked for it, or when a turn has ended before all was sent. */
export async function wakeNow({ sql, brand }: Scope, ...subscriptionIds: readonly string[]): Promise<void> {
  await enqueueMany(sql, subscriptionIds.map((id) => job(brand.id, id)));
}

const NEXT = statement(`
  select min(d.due_at) from subscription_delivery d
  join subscription s on s.brand_id = $1 and s.id = $2 and s.is_on
  where d.brand_id = $1 and d.subscription_id = $2 and d.ended_at is null`);

/** At the end of a turn: the next begins when the next delivery is due. Its own key: it must not put off another. */
export async function wakeAgain({ sql, brand }: Scope, subscriptionId: string): Promise<void> {
  const [[runAt] = [null]] = await rows<[Date | null]>(sql, NEXT, [brand.id, subscriptionId]);
  if (runAt === null) return;
  const { name, payload, jobKey } = job(brand.id, subscriptionId);
  await enqueue(sql, name, payload, { runAt, jobKey: `${jobKey}:again` });
}
