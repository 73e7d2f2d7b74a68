import { isCalled, rows, statement, type Scope } from '../db/index.ts';

export interface KnownCampaign {
  readonly id: string;
  /** What definitions call an object, in all versions -> its number. */
  readonly objects: Readonly<Record<string, string>>;
}

const CALLED = statement(`
  select given.called, c.id, coalesce((
    select json_object_agg(o.key, o.id::text) from campaign_object o where o.brand_id = $1 and o.campaign_id = c.id
  ), '{}')
  from unnest($2::text[]) as given (called)
  join campaign c on c.brand_id = $1 and c.deleted_at is null
    and ${isCalled('c', 'given.called')}`);

/** Those of the campaigns that are there, by what they are called: digits are the number, all else the name. */
export async function knownCampaigns(
  { sql, brand }: Scope, called: readonly string[],
): Promise<ReadonlyMap<string, KnownCampaign>> {
  if (called.length === 0) return new Map();
  type Row = [called: string, id: string, objects: Readonly<Record<string, string>>];
  const found = await rows<Row>(sql, CALLED, [brand.id, [...new Set(called)]]);
  return new Map(found.map(([name, id, objects]) => [name, { id, objects }]));
}
