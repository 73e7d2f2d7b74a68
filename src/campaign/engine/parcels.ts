import { rows, statement } from '../../db/index.ts';
import type { Prepared } from '../objects/hands.ts';
import { PARKED, type Outcome, type Step } from '../objects/act.ts';
import { wakeHands } from './wake.ts';

/** Before the number of the parcel in the note of a place. */
export const IN_PARCEL = 'parcel ';

const KEEP = statement(`
  insert into campaign_handing
    (brand_id, campaign_id, object_id, payload, place_ids, customer_ids, time_limit)
  select $1, $2, $3, payload::json, place_ids, customer_ids, time_limit
  from jsonb_to_recordset($4::jsonb) as given (
    payload text, place_ids bigint[], customer_ids bigint[], time_limit int, place int)
  order by place
  returning id`);

/** Keeps what is to leave the house; the members stay until it was handed over. */
export async function keepParcels(step: Step<unknown>, { parcels, outcome = {} }: Prepared): Promise<Outcome> {
  const { tx, campaign, objectId } = step;
  if (parcels.length === 0) return outcome;
  const given = parcels.map(({ members, payload, time }, place) => ({
    payload: JSON.stringify(payload), place_ids: members.map(({ id }) => id),
    customer_ids: members.map(({ customerId }) => customerId), time_limit: time, place,
  }));
  const kept = await rows<[string]>(tx.sql, KEEP, [tx.brand.id, campaign.id, objectId, JSON.stringify(given)]);
  await wakeHands(tx);
  const stay = parcels.flatMap(({ members }, place) =>
    members.map((member) => ({ member, until: PARKED, note: `${IN_PARCEL}${kept[place]?.[0] ?? ''}` })));
  return { ...outcome, stay: [...outcome.stay ?? [], ...stay] };
}
