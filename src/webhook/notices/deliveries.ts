import { isId, rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findSubscription } from './read-subscriptions.ts';
import type { Delivery, DeliveryState, WholeDelivery } from './subscription.ts';

type Row = [
  id: string, webhookId: string, event: string, state: DeliveryState, attempts: number, createdAt: string,
  dueAt: string | null, triedAt: string | null, endedAt: string | null, status: number | null, answer: string | null,
  error: string | null, body: string,
];

const COLUMNS = `
  id, 'msg_' || message_id, event, state, attempts, ${shownTime('created_at')}, ${shownTime('due_at')},
  ${shownTime('tried_at')}, ${shownTime('ended_at')}, status, answer, error`;

const PAGE = statement(`
  select ${COLUMNS}, '' from subscription_delivery
  where brand_id = $1 and subscription_id = $3 and ($4::bigint is null or id < $4) and ($5::text is null or state = $5)
  order by id desc limit $6`);

const ONE = statement(`
  select ${COLUMNS}, body from subscription_delivery where brand_id = $1 and subscription_id = $3 and id = $4`);

interface DeliveriesWish {
  readonly state?: DeliveryState | undefined;
  /** Older ones than this. */
  readonly before?: string | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

const USUAL_PAGE = 100;

/**
 * The deliveries of a subscription, newest first.
 * @returns with the id to ask for older ones, if there are any
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, FIELD_VALUE (limit, before)
 */
export async function listDeliveries(
  scope: Scope, called: string, { state, before, limit = USUAL_PAGE }: DeliveriesWish,
): Promise<{ readonly items: Delivery[]; readonly next: string | undefined }> {
  const { sql, brand, limits: { SUBSCRIPTION_PAGE_MAX: most } } = scope;
  if (limit < 1 || limit > most) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${most}`, value: String(limit) });
  }
  if (before !== undefined && !isId(before)) {
    throw failure('FIELD_VALUE', { field: 'before', why: 'is no id of a delivery', value: before });
  }
  const { id } = await findSubscription(scope, called);
  const values = [brand.id, brand.timeZone, id, before ?? null, state ?? null, limit + 1];
  const found = (await rows<Row>(sql, PAGE, values)).map(deliveryOf);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

/**
 * One delivery, with the JSON that is sent.
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, DELIVERY_NOT_FOUND
 */
export async function findDelivery(
  scope: Scope, called: string, deliveryId: string,
): Promise<WholeDelivery> {
  const { sql, brand } = scope;
  const { id } = await findSubscription(scope, called);
  const [row] = isId(deliveryId) ? await rows<Row>(sql, ONE, [brand.id, brand.timeZone, id, deliveryId]) : [];
  if (row === undefined) throw failure('DELIVERY_NOT_FOUND', { delivery: deliveryId });
  return { ...deliveryOf(row), body: row[12] };
}

function deliveryOf(row: Row): Delivery {
  const [id, webhookId, event, state, attempts, createdAt, dueAt, triedAt, endedAt, status, answer, error] = row;
  return { id, webhookId, event, state, attempts, createdAt, dueAt, triedAt, endedAt, status, answer, error };
}
