/** What names a customer in files of other things (imports-exports.md 3). */
export const CUSTOMER_REFERENCES = ['id', 'externalId', 'emailAddress'] as const;
export type CustomerReference = (typeof CUSTOMER_REFERENCES)[number];

/**
 * SQL that finds the id of the customer that is named so, of several the lowest, as match-and-merge does; no row when
 * there is none. For the statements of rooms that keep things below customers.
 * @param brand, value SQL expressions; the value is a text, of `id` one that canBeId takes
 */
export function customerReferenceQuery(by: CustomerReference, brand: string, value: string): string {
  const same = {
    id: `id = ${value}::bigint`,
    externalId: `external_id = ${value} and external_id <> ''`,
    emailAddress: `lower(email_address) = lower(${value}) and email_address <> ''`,
  }[by];
  return `select id from customer where brand_id = ${brand} and ${same} order by id limit 1`;
}
