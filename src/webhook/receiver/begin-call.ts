import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { IdNames } from './echo.ts';
import type { Mapping } from './mapping.ts';

/** A webhook that is called. */
export interface CalledWebhook {
  readonly id: string;
  readonly mapping: Mapping;
  readonly idNames: IdNames;
  /** Campaign that each call sets off; null: none. */
  readonly campaignId: string | null;
  /** Whether a call has taught it what calls look like. */
  readonly hasLearned: boolean;
}

export interface BegunCall {
  readonly webhook: CalledWebhook;
  /** Calls of today so far, this one too (X-Clang-Request-Count). */
  readonly count: string;
}

/**
 * Webhook and count in one short transaction of its own: calls of a brand wait for each other no longer than that, and
 * not for the disk. Whether the last few are counted after a crash of the server matters to nobody.
 */
const BEGIN = statement(`
  with hook as materialized (
    select id, mapping, campaign_id, customer_id_name, row_id_name, structure is not null as has_learned, is_on, is_limited,
      takes_certificates or not $5::boolean as is_taken,
      set_config('synchronous_commit', 'off', true)
    from webhook where brand_id = $1 and endpoint = $2
  ),
  counted as (
    insert into webhook_day as d (brand_id, day, webhook_id, calls)
    select $1, (now() at time zone $3)::date, case when is_limited then 0 else id end, 1 from hook
    where is_on and is_taken and (not is_limited or $4::bigint > 0)
    on conflict (brand_id, day, webhook_id) do update set calls = d.calls + 1 where d.webhook_id <> 0 or d.calls < $4
    returning calls
  )
  select id, mapping, campaign_id, customer_id_name, row_id_name, has_learned, is_on, is_taken, (select calls from counted) from hook`);

/** Of a call that is one too many. */
const FULL = statement(`
  select coalesce((select calls from webhook_day where brand_id = $1 and day = today and webhook_id = 0), 0)::text,
    ceil(extract(epoch from (today + 1)::timestamp at time zone $2 - now()))::text
  from (select (now() at time zone $2)::date as today) as days`);

type Row = readonly [
  id: string, mapping: Mapping, campaignId: string | null, customer: string, row: string, hasLearned: boolean,
  isOn: boolean, isTaken: boolean,
  calls: string | null,
];

/**
 * Begins a call: finds the webhook and counts the call.
 * @param byCertificate whether the caller has shown a certificate in the place of a token
 * @throws {TolkError} WEBHOOK_NOT_FOUND, WEBHOOK_OFF, CERTIFICATE_UNKNOWN (it takes none), WEBHOOK_LIMIT
 */
export async function beginCall(
  { sql, brand, limits }: Scope, endpoint: string, byCertificate: boolean,
): Promise<BegunCall> {
  const { WEBHOOK_CALLS: most } = limits;
  const [found] = await rows<Row>(sql, BEGIN, [brand.id, endpoint, brand.timeZone, most, byCertificate]);
  if (found === undefined) throw failure('WEBHOOK_NOT_FOUND', { webhook: endpoint });
  const [id, mapping, campaignId, customer, row, hasLearned, isOn, isTaken, count] = found;
  if (!isOn) throw failure('WEBHOOK_OFF', { webhook: endpoint });
  if (!isTaken) throw failure('CERTIFICATE_UNKNOWN', {});
  if (count === null) {
    const [[calls, seconds] = ['', '']] = await rows<[string, string]>(sql, FULL, [brand.id, brand.timeZone]);
    throw failure('WEBHOOK_LIMIT', { most: String(most), calls, seconds });
  }
  return { webhook: { id, mapping, campaignId, idNames: { customer, row }, hasLearned }, count };
}
