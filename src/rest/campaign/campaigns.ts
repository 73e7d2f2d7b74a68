import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  campaignReach, changeCampaign, createCampaign, definitionOf, drawCampaign, figuresOf, findCampaign, listCampaigns,
  pictureOfCampaign, removeCampaign, restartCampaign, startCampaign, stopCampaign, type Campaign,
} from '../../campaign/index.ts';
import type { Scope } from '../../db/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { listed, saved, shown, started, statistics, wish } from './schemas.ts';

export const CAMPAIGNS = { tag: 'Campaigns', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/campaigns';
export const one = `${path}/{campaign}`;
export const called = { campaign: z.string().meta({ description: 'Number or name of the campaign', examples: ['12'] }) };
const params = z.strictObject(called);

/** Graphs through which customers go. */
export const campaignEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CAMPAIGNS, method: 'get', path, summary: 'The campaigns of the brand',
    answers: { 200: { description: 'By name, without their graphs', schema: z.array(listed) } },
    act: async ({ scope }) => ({ body: await listCampaigns(scope) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path, summary: 'Make a campaign', body: wish,
    description: 'Its graph is checked: types and settings of the objects, exits, one start per path, a wait in every '
      + 'circle; all that it names must be there. It does not run until it is started. docs/campaigns.md has the types.',
    answers: { 201: { description: 'The campaign', schema: saved, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createCampaign(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: await withDefinition(scope, made) };
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'get', path: one, summary: 'One campaign', params,
    query: z.strictObject({
      version: z.string().regex(/^\d{1,9}$/, 'is no number').transform(Number).optional()
        .meta({ description: 'Of the definition; default: the newest', examples: ['2'] }),
    }),
    answers: { 200: { description: 'The campaign', schema: shown } },
    act: async ({ scope, params: { campaign }, query: { version } }) =>
      ({ body: await withDefinition(scope, await findCampaign(scope, campaign), version) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'put', path: one, summary: 'Give a campaign a new version', params, body: wish,
    description: 'One that runs goes on with its own version until it is stopped and started again.',
    answers: { 200: { description: 'The campaign as it is now', schema: saved } },
    act: async ({ scope, params: { campaign }, body }) =>
      ({ body: await withDefinition(scope, await changeCampaign(scope, campaign, body)) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'delete', path: one, summary: 'Delete a campaign, running or not', params,
    answers: { 204: { description: 'Nothing of it moves any more; what belongs to it is being removed' } },
    act: async ({ scope, params: { campaign } }) => {
      await removeCampaign(scope, campaign);
      return {};
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path: `${one}/start`, summary: 'Start the newest version of a campaign', params,
    answers: { 200: { description: 'It runs', schema: started } },
    act: async ({ scope, params: { campaign } }) => ({ body: await startCampaign(scope, campaign) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path: `${one}/stop`, summary: 'Stop a campaign', params,
    description: 'What was planned is cancelled: the state is stopping until that is done. Its members stay members.',
    answers: { 200: { description: 'Nothing of it moves any more', schema: listed } },
    act: async ({ scope, params: { campaign } }) => ({ body: await stopCampaign(scope, campaign) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path: `${one}/restart`, summary: 'Stop a campaign and start its newest version', params,
    body: z.strictObject({ statistics: z.enum(['keep', 'wipe']).default('keep') }).prefault({})
      .meta({ id: 'CampaignRestart', examples: [{ statistics: 'wipe' }] }),
    answers: { 200: { description: 'It is stopping, and starts when that is done', schema: started } },
    act: async ({ scope, params: { campaign }, body: { statistics: which } }) =>
      ({ body: await restartCampaign(scope, campaign, which) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'get', path: `${one}/statistics`, summary: 'How a campaign does', params,
    answers: { 200: { description: 'Its objects in the order of the definition', schema: statistics } },
    act: async ({ scope, params: { campaign } }) => {
      const found = await findCampaign(scope, campaign);
      const objects = await figuresOf(scope, found);
      const reach = Object.entries(await campaignReach(scope, found.id)).map(([name, count]) => [name, Number(count)]);
      return { body: { objects, reach: Object.fromEntries(reach) as object, mermaid: drawCampaign(objects) } };
    },
  }),
  endpoint({
    ...CAMPAIGNS, method: 'get', path: `${one}/graph`, summary: 'A picture of a campaign with its counts', params,
    answers: { 200: { description: 'SVG that stands by itself', bytes: true } },
    act: async ({ scope, params: { campaign } }) => {
      const objects = await figuresOf(scope, await findCampaign(scope, campaign));
      return { headers: { 'Content-Type': 'image/svg+xml' }, pieces: Readable.from([await pictureOfCampaign(objects, scope.limits)]) };
    },
  }),
];

async function withDefinition(scope: Scope, campaign: Campaign, version = campaign.version): Promise<object> {
  return { ...campaign, definition: await definitionOf(scope, campaign.id, version) };
}
