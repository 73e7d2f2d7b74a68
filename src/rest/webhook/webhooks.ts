import { z } from 'zod';
import type { Session } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import {
  changeWebhook, createWebhook, findWebhook, forgetStructure, listCalls, listWebhooks, mappingType, RECEIVER_PATH,
  removeWebhook, VALUE_KINDS, type Receiver, type Webhook,
} from '../../webhook/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, linkTo, number, time } from '../management/index.ts';

const WEBHOOKS = { tag: 'Webhooks', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/webhooks';
const one = `${path}/{webhook}`;
const calls = `${one}/calls`;
const params = z.strictObject({
  webhook: z.string().meta({ description: 'Number or name of the webhook', examples: ['12'] }),
});

const members = {
  name: z.string().meta({ description: 'One per brand; not digits alone', examples: ['bookings'] }),
  isOn: z.boolean().meta({ description: 'Whether it takes calls' }),
  isLimited: z.boolean().meta({ description: 'Whether its calls count for the daily limit of the brand' }),
  takesCertificates: z.boolean()
    .meta({ description: 'Whether calls without a token may show a certificate of the brand (/api/v1/certificates)' }),
  idNames: z.strictObject({
    customer: z.string().optional().meta({ description: 'Default: clang_customer_id' }),
    row: z.string().optional().meta({ description: 'Default: clang_id' }),
  }).meta({ description: 'Members of the echo that tell the ids of records' }),
  mapping: mappingType,
  campaign: z.string().nullable()
    .meta({ description: 'Number or name of the campaign that each call sets off; null: none', examples: ['12'] }),
};
const wish = z.strictObject({
  name: members.name, isOn: members.isOn.optional(), isLimited: members.isLimited.optional(),
  takesCertificates: members.takesCertificates.optional(),
  idNames: members.idNames.optional(), mapping: members.mapping.optional(), campaign: members.campaign.optional(),
  ownToken: z.boolean().default(true)
    .meta({ description: 'Whether it gets a token that opens this webhook only; there is never a second one' }),
}).meta({ id: 'NewWebhook', examples: [{ name: 'bookings' }] });
const change = z.strictObject(members).partial().meta({
  id: 'WebhookChange',
  examples: [{
    mapping: [
      { path: 'guest.mail', to: { field: 'emailAddress' }, deduplicate: true },
      { path: 'guest.frequency', to: { option: 'frequency' } },
    ],
  }],
});
const shown = z.object({
  ...members,
  id: number('webhook'),
  url: z.string().meta({ description: 'Where to send calls to', examples: [`https://tolk.example${RECEIVER_PATH}/dh_1_9b3a4c685f0c1e7d`] }),
  idNames: z.object({ customer: z.string(), row: z.string() }),
  token: number('token of its own').nullable(),
  structure: z.array(z.object({
    path: z.string().meta({ description: 'As a mapping writes it', examples: ['stays[].booking'] }), kind: z.enum(VALUE_KINDS),
  })).nullable().meta({ description: 'What its first call looked like; null: none has come' }),
  learnedAt: time('When that call came').nullable(),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
}).meta({ id: 'Webhook' });
const made = shown.extend({
  tokenText: z.string().nullable().meta({ description: 'Of its own token; in this answer and nowhere else' }),
  basic: z.string().nullable().meta({ description: 'The same as a header: Authorization: <this>', examples: ['Basic d2ViaG9vazouLi4='] }),
}).meta({ id: 'MadeWebhook' });
const call = z.object({
  id: number('call'), calledAt: time('When'), calledBy: z.string().meta({ description: 'Owner of the token' }),
  status: z.int().meta({ description: 'HTTP status of the answer', examples: [200] }),
  bytes: z.int().meta({ description: 'Size of the body', examples: [412] }),
  error: z.string().nullable().meta({ description: 'What was refused' }),
  replayOf: number('call that was played again').nullable(),
  canReplay: z.boolean().meta({ description: 'Whether its body is kept' }),
}).meta({ id: 'WebhookCall' });

interface WebhookParts {
  readonly receiver: Receiver;
  /** The scope of a call by webhook. */
  readonly webhookScopeOf: (session: Session) => Scope;
}

/** Webhooks of the brand: addresses that take JSON of any form. */
export function webhookEndpoints({ receiver, webhookScopeOf }: WebhookParts): readonly Endpoint[] {
  return [
    endpoint({
      ...WEBHOOKS, method: 'get', path, summary: 'The webhooks of the brand',
      answers: { 200: { description: 'By name', schema: z.array(shown) } },
      act: async ({ scope, origin }) => ({ body: (await listWebhooks(scope)).map((each) => shownOf(each, origin)) }),
    }),
    endpoint({
      ...WEBHOOKS, method: 'post', path, summary: 'Make a webhook', body: wish,
      description: 'Its own token is in this answer and nowhere else; its owner, the author of all that the webhook stores, is '
        + 'the user who asks. User tokens with the right data.write open it too. The first call teaches what calls look '
        + 'like; nothing is stored before there is a mapping.',
      answers: {
        201: { description: 'The webhook, with the text of its token', schema: made, headers: { Location: 'Its address' } },
      },
      act: async ({ scope, session, body: { ownToken, ...given }, origin }) => {
        const ownerId = ownToken ? session.user.id : undefined;
        const { webhook, token } = await createWebhook(scope, { ...given, ownerId });
        const basic = token === undefined ? null : `Basic ${Buffer.from(`webhook:${token}`).toString('base64')}`;
        return {
          headers: { Location: `${origin}${path}/${webhook.id}` },
          body: { ...shownOf(webhook, origin), tokenText: token ?? null, basic },
        };
      },
    }),
    endpoint({
      ...WEBHOOKS, method: 'get', path: one, summary: 'One webhook', params,
      answers: { 200: { description: 'The webhook', schema: shown } },
      act: async ({ scope, params: { webhook }, origin }) =>
        ({ body: shownOf(await findWebhook(scope, webhook), origin) }),
    }),
    endpoint({
      ...WEBHOOKS, method: 'patch', path: one, summary: 'Change a webhook', params, body: change,
      description: 'What is not given stays. A mapping is replaced as a whole; all that it names must be there now.',
      answers: { 200: { description: 'The webhook as it is now', schema: shown } },
      act: async ({ scope, params: { webhook }, body, origin }) =>
        ({ body: shownOf(await changeWebhook(scope, webhook, body), origin) }),
    }),
    endpoint({
      ...WEBHOOKS, method: 'delete', path: one, summary: 'Remove a webhook', params,
      answers: { 204: { description: 'It is gone, and its own token dead; what it stored stays' } },
      act: async ({ scope, params: { webhook } }) => {
        await removeWebhook(scope, webhook);
        return {};
      },
    }),
    endpoint({
      ...WEBHOOKS, method: 'delete', path: `${one}/structure`, summary: 'Let the next call teach the structure anew', params,
      answers: { 204: { description: 'It is forgotten; the mapping stays' } },
      act: async ({ scope, params: { webhook } }) => {
        await forgetStructure(scope, webhook);
        return {};
      },
    }),
    endpoint({
      ...WEBHOOKS, method: 'get', path: calls, summary: 'The calls of a webhook', params,
      description: 'Those with a right token, kept for a while.',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'Most calls' }),
        before: z.string().regex(/^\d{1,18}$/, 'is no number of a call').optional().meta({ description: 'Older than this one' }),
        failed: z.enum(['true', 'false']).optional()
          .meta({ description: 'Only those that were refused' }),
      }),
      answers: { 200: { description: 'Newest first', schema: z.array(call), headers: LINK } },
      act: async ({ scope, params: { webhook }, query, origin }) => {
        const { items, next } = await listCalls(scope, webhook, { ...query, failed: query.failed === 'true' });
        const address = `${origin}${path}/${encodeURIComponent(webhook)}/calls`;
        const following = next === undefined ? undefined : { ...query, before: next };
        return { headers: linkTo(address, following), body: items };
      },
    }),
    endpoint({
      ...WEBHOOKS, method: 'post', path: `${calls}/{call}/replay`, summary: 'Play a call again',
      description: 'With the mapping as it is now, in the name of who asks. It does not count for the day.',
      params: params.extend({ call: number('call') }),
      answers: { 200: { description: 'The echo, as a caller would get it', schema: z.unknown() } },
      act: async ({ session, params: { webhook, call: callId } }) =>
        ({ body: await receiver.replay(webhookScopeOf(session), webhook, callId) }),
    }),
  ];
}

function shownOf({ endpoint: last, ...webhook }: Webhook, origin: string): object {
  return { ...webhook, url: `${origin}${RECEIVER_PATH}/${last}` };
}
