import { z } from 'zod';
import { renewUrl, urlsOfCampaign, type ObjectUrl } from '../../campaign/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { called, CAMPAIGNS, one } from './campaigns.ts';
import { objectUrl } from './schemas.ts';

const path = `${one}/urls`;

/** Where objects of a campaign are called from outside. */
export const campaignUrlEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CAMPAIGNS, method: 'get', path, summary: 'The public addresses of a campaign', params: z.strictObject(called),
    description: 'Each object keeps its address through all versions; it works while the campaign runs.',
    answers: { 200: { description: 'In the order of the definition', schema: z.array(objectUrl) } },
    act: async ({ scope, origin, params: { campaign } }) =>
      ({ body: (await urlsOfCampaign(scope, campaign)).map((url) => shown(url, origin)) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path: `${path}/{object}`, summary: 'Give an object another public address',
    params: z.strictObject({
      ...called, object: z.string().meta({ description: 'Its id in the definition', examples: ['signUp'] }),
    }),
    description: 'For one that has leaked: it does not work any more from now on.',
    answers: { 200: { description: 'With the new address', schema: objectUrl } },
    act: async ({ scope, origin, params: { campaign, object } }) =>
      ({ body: shown(await renewUrl(scope, campaign, object), origin) }),
  }),
];

function shown({ path: below, ...rest }: ObjectUrl, origin: string): object {
  return { ...rest, url: origin + below };
}
