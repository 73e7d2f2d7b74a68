import { rows, statement, type Scope, type Statement } from '../../db/index.ts';
import { wakeNow } from './wake.ts';

/** Nobody wakes up for these: their writer committed late, or the process that had them died. */
const OVERDUE = statement(`
  select s.id from subscription s
  where s.brand_id = $1 and s.is_on and exists (
    select from subscription_delivery d
    where d.brand_id = $1 and d.subscription_id = s.id and d.ended_at is null and d.due_at <= now()
  )`);

const OLD = statement(`
  delete from subscription_delivery where brand_id = $1 and id in (
    select d.id from subscription_delivery d
    where d.brand_id = $1 and d.created_at < now() - $3::bigint * interval '1 millisecond'
      and (d.ended_at is not null or not (
        select is_on from subscription s where s.brand_id = $1 and s.id = d.subscription_id
      ))
    order by d.created_at limit $2
  )
  returning 1`);

const REMOVED = statement(`
  delete from subscription_delivery where brand_id = $1 and id in (
    select d.id from subscription s join subscription_delivery d on d.brand_id = $1 and d.subscription_id = s.id
    where s.brand_id = $1 and s.removed_at is not null
    limit $2
  )
  returning 1`);

const FORGET = statement(`
  delete from subscription s
  where brand_id = $1 and removed_at is not null and not exists (
    select from subscription_delivery d where d.brand_id = $1 and d.subscription_id = s.id
  )`);

/** Upkeep of a brand: wakes subscribers with deliveries overdue; removes old deliveries, and removed subscriptions. */
export async function maintainSubscriptions(scope: Scope): Promise<void> {
  const { sql, brand, limits: { SUBSCRIPTION_KEPT: kept } } = scope;
  await wakeNow(scope, ...(await rows<[string]>(sql, OVERDUE, [brand.id])).flat());
  await inBatches(scope, OLD, [kept]);
  await inBatches(scope, REMOVED, []);
  await rows(sql, FORGET, [brand.id]);
}

async function inBatches({ sql, brand, limits }: Scope, act: Statement, more: readonly unknown[]): Promise<void> {
  const { SUBSCRIPTION_PURGE_BATCH: size } = limits;
  let removed: number;
  do {
    removed = (await rows(sql, act, [brand.id, size, ...more])).length;
  } while (removed === size);
}
