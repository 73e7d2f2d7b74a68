import { rows, statement, type Scope } from '../../db/index.ts';
import { objectType } from '../objects/index.ts';
import { definitionOf, findCampaign } from '../store/campaign.ts';

/** An object with a public address. */
export interface ObjectUrl {
  /** What the definition calls it. */
  readonly object: string;
  readonly type: string;
  readonly path: string;
}

const ADDRESSES = statement('select key, address from campaign_object where brand_id = $1 and campaign_id = $2');

/** The public addresses of a campaign, in its newest version. @throws {TolkError} CAMPAIGN_NOT_FOUND */
export async function urlsOfCampaign(scope: Scope, called: string): Promise<ObjectUrl[]> {
  const { id, version } = await findCampaign(scope, called);
  const { objects } = await definitionOf(scope, id, version);
  const addresses = new Map(await rows<[string, string]>(scope.sql, ADDRESSES, [scope.brand.id, id]));
  return objects.flatMap(({ id: object, type }) => {
    const below = objectType(type)?.publicBelow;
    return below === undefined ? [] : [{ object, type, path: `/${below}/${addresses.get(object) ?? ''}` }];
  });
}
