import { rows, statement, type TxScope } from '../../db/index.ts';
import { NOBODY, type Due } from '../objects/act.ts';
import { publicOrigin } from './origin.ts';
import { seal, unseal } from './seal.ts';

/** Whose link it is: a customer in a flow. */
export type Linked = Pick<Due, 'customerId' | 'flowId'>;

const OBJECTS = statement(`
  select key, address, link_key from campaign_object where brand_id = $1 and campaign_id = $2 and key = any($3::text[])`);

/**
 * Makes links that members of a campaign can open: below PUBLIC_URL, or without it the path alone.
 * @param keys the objects that they lead to
 */
export async function linksTo(
  { sql, brand, limits }: TxScope, campaignId: string, keys: readonly string[],
): Promise<(key: string, member: Linked) => string> {
  type Row = [key: string, address: string, linkKey: Buffer];
  const found = await rows<Row>(sql, OBJECTS, [brand.id, campaignId, keys]);
  const byKey = new Map(found.map(([key, address, linkKey]) => [key, { address, linkKey }]));
  const origin = publicOrigin(limits);
  return (key, { customerId, flowId }) => {
    const object = byKey.get(key);
    if (object === undefined || customerId === NOBODY) return '';
    return `${origin}/l/${object.address}/${seal(object.linkKey, `${customerId} ${flowId}`)}`;
  };
}

/** @param token last part of a link @returns undefined: it is no link of this object */
export function readLink(linkKey: Buffer, token: string): Linked | undefined {
  const [, customerId, flowId] = /^(\d+) (\d+)$/.exec(unseal(linkKey, token) ?? '') ?? [];
  return customerId === undefined || flowId === undefined ? undefined : { customerId, flowId };
}
