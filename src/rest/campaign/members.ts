import { z } from 'zod';
import {
  addCampaignMember, campaignMember, pageOfCampaignMembers, removeCampaignMember, setOffCampaign,
} from '../../campaign/index.ts';
import { failure } from '../../errors.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, linkTo, pageQuery } from '../management/index.ts';
import { called, CAMPAIGNS, one } from './campaigns.ts';
import { flow, member, setOff, story } from './schemas.ts';

const path = `${one}/members`;
const params = z.strictObject(called);
const ofOne = z.strictObject({
  ...called, customer: z.string().meta({ description: 'Number of the customer', examples: ['1077'] }),
});

/** Who is in a campaign, and what each has been through. */
export const campaignMemberEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CAMPAIGNS, method: 'get', path, summary: 'The customers in a campaign', params, query: pageQuery,
    answers: { 200: { description: 'By their number', schema: z.array(member), headers: LINK } },
    act: async ({ scope, params: { campaign }, query: { limit, after }, origin }) => {
      const most = limit ?? scope.limits.LIST_MAX;
      const body = await pageOfCampaignMembers(scope, campaign, { limit: most, after });
      const next = body.length < most ? undefined : { limit, after: body.at(-1)?.customerId };
      return { headers: linkTo(`${origin}${path.replace('{campaign}', encodeURIComponent(campaign))}`, next), body };
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'get', path: `${path}/{customer}`, summary: 'A customer in a campaign, and its way', params: ofOne,
    answers: { 200: { description: 'Also one that was in it', schema: story } },
    act: async ({ scope, params: { campaign, customer } }) =>
      ({ body: await campaignMember(scope, campaign, customer) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'put', path: `${path}/{customer}`, summary: 'Put a customer in a campaign', params: ofOne,
    description: 'When it runs and has a start that calls can set off, the way of the customer begins there. One that is '
      + 'in it already is refused with 409.',
    answers: { 204: { description: 'It is in' } },
    act: async ({ scope, params: { campaign, customer } }) => {
      await addCampaignMember(scope, campaign, customer);
      return {};
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'delete', path: `${path}/{customer}`, summary: 'Take a customer out of a campaign', params: ofOne,
    answers: { 204: { description: 'It is out, and what was planned for it there is cancelled' } },
    act: async ({ scope, params: { campaign, customer } }) => {
      if (!await removeCampaignMember(scope, campaign, customer)) throw failure('CUSTOMER_NOT_FOUND', { id: customer });
      return {};
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path: `${one}/flows`, summary: 'Set a campaign off', params, body: setOff,
    answers: { 202: { description: 'The flow begins', schema: flow } },
    act: async ({ scope, params: { campaign }, body }) =>
      ({ body: await scope.transaction((tx) => setOffCampaign(tx, campaign, body)) }),
  }),
];
