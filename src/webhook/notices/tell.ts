import { rows, statement, type TxScope } from '../../db/index.ts';
import { pagesOf, type NoticeEvent } from './events.ts';
import { wakeSoon } from './wake.ts';

const LISTENED = statement(`
  select array(
    select distinct unnest(events) from subscription where brand_id = $1 and removed_at is null and is_on
  )`);

/** Brands remembered before all are forgotten. */
const REMEMBERED = 10_000;

/**
 * What the brands are listening to, remembered for SUBSCRIPTION_CACHE_TIME: an event that nobody listens to must cost
 * its writer nothing. That somebody listens is believed only as far as the look at the table itself.
 */
export class Listened {
  readonly #known = new Map<string, { readonly events: ReadonlySet<string>; readonly until: number }>();

  async to({ sql, brand, limits }: TxScope, event: NoticeEvent): Promise<boolean> {
    const now = performance.now();
    const known = this.#known.get(brand.id);
    if (known !== undefined && now < known.until) return known.events.has(event);
    const [[events] = [[]]] = await rows<[string[]]>(sql, LISTENED, [brand.id]);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(brand.id, { events: new Set(events), until: now + limits.SUBSCRIPTION_CACHE_TIME });
    return events.includes(event);
  }
}

/** A body is `{ type, timestamp, data }` (Standard Webhooks 1.0, Payload structure); $3 holds the data of each page. */
const TELL = statement(`
  with told as (
    insert into subscription_delivery (brand_id, subscription_id, event, body)
    select $1, s.id, $2, '{"type":' || to_json($2::text) || ',"timestamp":"'
      || to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","data":' || page.data || '}'
    from subscription s cross join unnest($3::text[]) with ordinality as page (data, place)
    where s.brand_id = $1 and s.is_on and s.removed_at is null and s.events @> array[$2::text]
    order by page.place
    returning subscription_id
  )
  select distinct subscription_id from told`);

/** Writes the deliveries of an event, in the publisher's transaction. */
export async function tell(tx: TxScope, listened: Listened, event: NoticeEvent, payload: object): Promise<void> {
  if (!await listened.to(tx, event)) return;
  const pages = pagesOf(event, payload, tx.limits.SUBSCRIPTION_EVENT_IDS).map((page) => JSON.stringify(page));
  const told = await rows<[string]>(tx.sql, TELL, [tx.brand.id, event, pages]);
  await wakeSoon(tx, told.flat());
}
