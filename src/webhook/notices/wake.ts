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

/** While as many as may be are on their way, the rest waits for those, however long it has been due. */
const NEXT = statement(`
  select case when sending.number >= $3 then sending.due_at else (
    select min(due_at) from subscription_delivery
    where brand_id = $1 and subscription_id = $2 and ended_at is null
  ) end
  from subscription s
  cross join lateral (
    select count(*) as number, min(due_at) as due_at from subscription_delivery
    where brand_id = $1 and subscription_id = $2 and state = 'sending' and due_at > now()
  ) as sending
  where s.brand_id = $1 and s.id = $2 and s.is_on`);

/** At the end of a turn: the next begins when the next delivery is due. Its own key: it must not put off another. */
export async function wakeAgain({ sql, brand, limits }: Scope, subscriptionId: string): Promise<void> {
  const values = [brand.id, subscriptionId, limits.SUBSCRIPTION_AT_ONCE];
  const [[runAt] = [null]] = await rows<[Date | null]>(sql, NEXT, values);
  if (runAt === null) return;
  const { name, payload, jobKey } = job(brand.id, subscriptionId);
  await enqueue(sql, name, payload, { runAt, jobKey: `${jobKey}:again` });
}
