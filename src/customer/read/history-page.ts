import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import type { HistoryEntry } from './history.ts';
import { knownCustomerIds } from './customers.ts';
import { customerNotFound, canBeId, refused } from '../values.ts';

/** Which part of a history is asked for. */
export interface HistoryWish {
  /** Most changes; 1 to HISTORY_MAX, default 100 or HISTORY_MAX. */
  readonly limit?: number | undefined;
  /** `next` of the page before; default: from the newest. */
  readonly before?: string | undefined;
}

export interface HistoryPage {
  /** Newest first. */
  readonly items: readonly HistoryEntry[];
  /** What to give as `before` for older ones; undefined: that was all. */
  readonly next: string | undefined;
}

const DEFAULT_LIMIT = 100;

/** A place in the history: microseconds since 1970, and the number of the change. */
const PLACE = /^(\d{1,16})-(\d{1,18})$/;

// Rows of one time differ by their number; customer_history_pk has both and is read backwards.
const PAGE = statement(`
select ${shownTime('changed_at')}, act, changed_by, door, changes,
  (extract(epoch from changed_at) * 1000000)::bigint || '-' || id
from customer_history
where brand_id = $1 and customer_id = $3
  and (changed_at, id) < (
    case when $4::bigint is null then 'infinity' else timestamptz 'epoch' + $4::bigint * interval '1 microsecond' end,
    coalesce($5::bigint, 0)
  )
order by changed_at desc, id desc
limit $6`);

type Row = readonly [string, HistoryEntry['act'], string, string, HistoryEntry['changes'], place: string];

/**
 * A part of the changes of a customer, newest first. A deleted customer still has them, without values.
 * @throws {TolkError} FIELD_VALUE (limit, before), CUSTOMER_NOT_FOUND: the brand never had this customer
 */
export async function pageOfHistory(scope: Scope, customerId: string, wish: HistoryWish): Promise<HistoryPage> {
  const { sql, brand, limits: { HISTORY_MAX } } = scope;
  const { limit = Math.min(DEFAULT_LIMIT, HISTORY_MAX), before } = wish;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= HISTORY_MAX)) {
    throw refused('limit', `is not between 1 and ${HISTORY_MAX}`, String(limit));
  }
  const [, time = null, number = null] = before === undefined ? [] : placeOf(before);
  if (!canBeId(customerId)) throw customerNotFound(customerId);
  const values = [brand.id, brand.timeZone, customerId, time, number, limit + 1];
  const found = await rows<Row>(sql, PAGE, values); // one more than shown says whether there are more
  const isNobody = found.length === 0 && before === undefined && !await isKnown(scope, customerId);
  if (isNobody) throw customerNotFound(customerId);
  const page = found.slice(0, limit);
  return {
    items: page.map(([changedAt, act, changedBy, door, changes]) => ({ changedAt, act, changedBy, door, changes })),
    next: found.length > limit ? page.at(-1)?.[5] : undefined,
  };
}

async function isKnown(scope: Scope, customerId: string): Promise<boolean> {
  return (await knownCustomerIds(scope, [customerId])).length > 0;
}

function placeOf(text: string): RegExpExecArray {
  const place = PLACE.exec(text);
  if (place === null) throw refused('before', 'is not from a Link of this list', text);
  return place;
}
