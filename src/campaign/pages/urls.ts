import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
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

const RENEW = statement(`
  update campaign_object set address = default where brand_id = $1 and campaign_id = $2 and key = $3`);

/**
 * Gives an object another public address; the one that it had does not work any more.
 * @throws {TolkError} CAMPAIGN_NOT_FOUND; CAMPAIGN_OBJECT_NOT_FOUND: the newest version has no such object with one
 */
export async function renewUrl(scope: Scope, called: string, object: string): Promise<ObjectUrl> {
  const { id } = await findCampaign(scope, called);
  const isThere = async () => (await urlsOfCampaign(scope, id)).find((one) => one.object === object);
  if (await isThere() !== undefined) await rows(scope.sql, RENEW, [scope.brand.id, id, object]);
  const renewed = await isThere();
  if (renewed === undefined) throw failure('CAMPAIGN_OBJECT_NOT_FOUND', { id: object });
  return renewed;
}
