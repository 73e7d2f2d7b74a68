import { z } from 'zod';
import {
  DELIVERY_STATES, findDelivery, findSubscription, listDeliveries, listSubscriptions, NOTICE_NAMES, removeSubscription,
  replayDelivery, replayFailed, rotateSecret, type Subscriptions,
} from '../../webhook/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, limitOf, linkTo, number, time } from '../management/index.ts';

const SUBSCRIPTIONS = { tag: 'Subscriptions', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/subscriptions';
const one = `${path}/{subscription}`;
const subscription = z.string().meta({ description: 'Number or name of the subscription', examples: ['12'] });
const params = z.strictObject({ subscription });
const deliveryParams = z.strictObject({ subscription, delivery: number('delivery') });

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['Shop'] });
const url = z.string().meta({
  description: 'Where it is told, by POST; http or https, not inside the house unless a setting allows it',
  examples: ['https://shop.example.com/hooks/tolk'],
});
const events = z.array(z.enum(NOTICE_NAMES)).min(1).meta({ description: 'What it is told', examples: [['customer.changed']] });
const isOn = z.boolean().meta({ description: 'Whether it is told anything' });
const secret = z.string().meta({
  description: 'Signs what it is told (HMAC-SHA256); shown this once', examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'],
});

const members = {
  id: number('subscription'), name, url, events, isOn,
  offReason: z.string().nullable().meta({ description: 'Why it was switched off by itself' }),
  failingSince: time('Since when it has taken nothing').nullable(),
  oldSecretUntil: time('How long it is signed with the secret before, too').nullable(),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
};
const shown = z.object(members).meta({ id: 'Subscription' });
const withSecret = z.object({ ...members, secret }).meta({ id: 'SubscriptionWithSecret' });

const wish = z.strictObject({ name, url, events, isOn: isOn.default(true) }).meta({
  id: 'NewSubscription',
  examples: [{ name: 'Shop', url: 'https://shop.example.com/hooks/tolk', events: ['customer.changed', 'customer.deleted'] }],
});
const change = z.strictObject({ name, url, events, isOn }).partial()
  .meta({ id: 'SubscriptionChange', examples: [{ isOn: true }] });

const state = z.enum(DELIVERY_STATES).meta({
  description: 'waiting; sending: on its way; delivered; failed: after its last try, or an answer of 410',
});
const deliveryMembers = {
  id: number('delivery'),
  webhookId: z.string().meta({ description: 'The header webhook-id, the same at every attempt' }),
  event: z.string().meta({ examples: ['customer.changed'] }), state,
  attempts: z.int().meta({ description: 'Since it was made, or last replayed' }),
  createdAt: time('When what it tells happened'), dueAt: time('When it is sent next').nullable(),
  triedAt: time('When its last attempt ended').nullable(), endedAt: time('When it was delivered, or failed').nullable(),
  status: z.int().nullable().meta({ description: 'Of the last answer' }),
  answer: z.string().nullable().meta({ description: 'First bytes of the last answer' }),
  error: z.string().nullable().meta({ description: 'Why there was none' }),
};
const delivery = z.object(deliveryMembers).meta({ id: 'Delivery' });
const wholeDelivery = z.object({ ...deliveryMembers, body: z.string().meta({ description: 'The JSON that is sent' }) })
  .meta({ id: 'DeliveryWithBody' });

const ping = z.object({
  webhookId: z.string(),
  isTaken: z.boolean().meta({ description: 'Whether a notice would have been delivered: an answer of 2xx' }),
  status: z.int().nullable(), answer: z.string().nullable(), error: z.string().nullable(),
}).meta({ id: 'SubscriptionPing' });

/** Who is told what happens, and what became of it. */
export function subscriptionEndpoints(subscriptions: Subscriptions): readonly Endpoint[] {
  return [
    endpoint({
      ...SUBSCRIPTIONS, method: 'get', path, summary: 'The subscriptions of the brand',
      answers: { 200: { description: 'By name', schema: z.array(shown) } },
      act: async ({ scope }) => ({ body: await listSubscriptions(scope) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'post', path, summary: 'Make a subscription', body: wish,
      description: 'It counts within the setting SUBSCRIPTION_CACHE_TIME. Its secret stands in this answer and nowhere '
        + 'else. A name that is taken is refused with 409.',
      answers: { 201: { description: 'The subscription', schema: withSecret, headers: { Location: 'Its address' } } },
      act: async ({ scope, body, origin }) => {
        const made = await subscriptions.create(scope, body);
        return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
      },
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'get', path: one, summary: 'One subscription', params,
      answers: { 200: { description: 'The subscription', schema: shown } },
      act: async ({ scope, params: { subscription: called } }) => ({ body: await findSubscription(scope, called) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'patch', path: one, summary: 'Change a subscription, or switch it on or off', params,
      body: change,
      description: 'What is left out stays. While it is off nothing is written down for it; what waited is sent when it '
        + 'is on again.',
      answers: { 200: { description: 'The subscription as it is now', schema: shown } },
      act: async ({ scope, params: { subscription: called }, body }) =>
        ({ body: await subscriptions.change(scope, called, body) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'delete', path: one, summary: 'Remove a subscription and its deliveries', params,
      answers: { 204: { description: 'It is gone' } },
      act: async ({ scope, params: { subscription: called } }) => {
        await removeSubscription(scope, called);
        return {};
      },
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'post', path: `${one}/secret`, summary: 'Give a subscription a new secret', params,
      description: 'For the setting SUBSCRIPTION_OLD_SECRET it is signed with the one before, too.',
      answers: { 200: { description: 'The subscription with the new secret', schema: withSecret } },
      act: async ({ scope, params: { subscription: called } }) => ({ body: await rotateSecret(scope, called) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'post', path: `${one}/test`, summary: 'Send a signed ping and show the answer', params,
      description: 'The body is `{"type":"ping",...}`. It is sent once, also while the subscription is off, and not kept.',
      answers: { 200: { description: 'What came of it', schema: ping } },
      act: async ({ scope, params: { subscription: called } }) => ({ body: await subscriptions.ping(scope, called) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'get', path: `${one}/deliveries`, summary: 'What it was told, newest first', params,
      description: 'One that has ended is kept for the setting SUBSCRIPTION_KEPT.',
      query: z.strictObject({
        limit: limitOf('SUBSCRIPTION_PAGE_MAX', '100'),
        before: z.string().optional().meta({ description: 'Older ones than the page before; taken from its Link' }),
        state: state.optional(),
      }),
      answers: { 200: { description: 'Those asked for', schema: z.array(delivery), headers: LINK } },
      act: async ({ scope, params: { subscription: called }, query, origin }) => {
        const { items, next } = await listDeliveries(scope, called, query);
        const following = next === undefined ? undefined : { ...query, before: next };
        const address = `${origin}${path}/${encodeURIComponent(called)}/deliveries`;
        return { headers: linkTo(address, following), body: items };
      },
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'get', path: `${one}/deliveries/{delivery}`, summary: 'One delivery, with its body',
      params: deliveryParams,
      answers: { 200: { description: 'The delivery', schema: wholeDelivery } },
      act: async ({ scope, params: { subscription: called, delivery: id } }) =>
        ({ body: await findDelivery(scope, called, id) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'post', path: `${one}/deliveries/{delivery}/replay`, summary: 'Send a delivery again',
      params: deliveryParams,
      description: 'With the same webhook-id and body, and all tries again. Refused with 409 while the subscription is off.',
      answers: { 200: { description: 'The delivery as it is now', schema: wholeDelivery } },
      act: async ({ scope, params: { subscription: called, delivery: id } }) =>
        ({ body: await replayDelivery(scope, called, id) }),
    }),
    endpoint({
      ...SUBSCRIPTIONS, method: 'post', path: `${one}/replay`, summary: 'Send all again that have failed', params,
      body: z.strictObject({
        since: z.string().meta({
          description: 'Of what happened since then: YYYY-MM-DD HH:MM:SS or YYYY-MM-DD, in the zone of the brand',
        }),
      }).meta({ id: 'ReplayWish', examples: [{ since: '2026-03-01 00:00:00' }] }),
      answers: {
        200: {
          description: 'How many', schema: z.object({ replayed: z.int().meta({ examples: [3] }) }).meta({ id: 'Replayed' }),
        },
      },
      act: async ({ scope, params: { subscription: called }, body: { since } }) =>
        ({ body: { replayed: await replayFailed(scope, called, since) } }),
    }),
  ];
}
