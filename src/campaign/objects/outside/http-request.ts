import { z } from 'zod';
import { checkCallCertificate, checkSecrets } from '../../../access/index.ts';
import type { Json } from '../../../exact-json.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { mergeFor } from '../../values/merge.ts';
import { markSecrets } from '../../values/secrets.ts';
import { setVariables } from '../../values/set-values.ts';
import { checkTemplate, mergeFieldsOf, templateOf, type Template } from '../../values/template.ts';
import type { Parcel, Prepared } from '../hands.ts';
import {
  callOf, itemOf, sendCall, WRITERS, writingOf, type HttpCall, type HttpItem, type HttpResult,
} from './http-call.ts';
import type { Due, Outcome, Step } from '../act.ts';
import { campaignObject } from '../object.ts';

/** Members of one call (campaigns.md 3). */
const MOST = 1000;

const pair = z.strictObject({ name: z.string().min(1).max(200), value: z.string() });

const settingsType = z.strictObject({
  method: z.enum(['GET', 'PUT', 'POST']).default('POST'),
  url: z.string().meta({
    description: 'With merge fields behind the host; one that makes . or .. of a part of the path leads on by onFail',
    examples: ['https://shop.example/orders'],
  }),
  headers: z.array(pair).max(50).default([]).meta({
    description: 'With merge fields. {{secret.NAME}}, here, in url, fields and body, is a secret of the brand (tolk secret set)',
    examples: [[{ name: 'Authorization', value: 'Bearer {{secret.SHOP_KEY}}' }]],
  }),
  fields: z.array(pair).max(200).default([]).meta({
    description: 'Of each customer: the query of a GET, else members of a JSON object, or a form',
  }),
  form: z.boolean().default(false).meta({ description: 'Whether fields go as a form and not as JSON' }),
  body: z.string().optional().meta({
    description: 'A text with merge fields, instead of fields: JSON, unless a header Content-Type says XML, a form or else; '
      + 'values are written as they must be there',
    examples: ['{"order":"{{variable.order}}"}'],
  }),
  batch: z.int().min(1).max(MOST).optional().meta({
    description: 'Customers of one call, whose body is an array then; 1: one call each, not in an array. Default 1000 of '
      + 'JSON, else 1',
  }),
  certificate: z.string().min(1).max(100).optional().meta({
    description: 'Name of a certificate of the brand that the call shows (tolk cert issue); needs https', examples: ['shop'],
  }),
  answer: z.string().min(1).max(100).optional().meta({ description: 'Variable of the flow that gets the answer', examples: ['answer'] }),
  timeout: z.int().min(1).max(300).default(30).meta({ description: 'Seconds for all of a call' }),
  retries: z.int().min(0).max(20).default(3).meta({
    description: 'Tries after one that met no server, or the status 408, 429 or 5xx',
  }),
}).refine(({ fields, body }) => fields.length === 0 || body === undefined, 'has fields and a body')
  .refine(({ form, body }) => !form || body === undefined, 'has a body and form, which is for fields')
  .refine(({ method, body }) => method !== 'GET' || body === undefined, 'is a GET with a body');
type Settings = z.output<typeof settingsType>;

function batchOf(settings: Settings): number {
  return settings.batch ?? (isForOne(settings) ? 1 : MOST);
}

/** Only JSON can hold more than one. */
function isForOne(settings: Settings): boolean {
  return settings.method === 'GET' || writingOf(settings) !== 'json';
}

/** Scheme and host of an address, without anything that could become part of them. */
const HOST = /^https?:\/\/[^/?#{}@\s]+([/?#]|$)/;

/** Variable that tells why a call failed. */
const WHY = 'httpError';

/** Calls another system for the members, many at a time. */
export const httpRequest = campaignObject({
  type: 'httpRequest',
  about: 'Calls another system, for up to 1,000 customers at a time. A call that is repeated after a failure or a crash '
    + 'has the same Idempotency-Key and body. When it leads on by onFail, the variable httpError tells why. An answer that '
    + 'repeats a secret of eight characters or more has *** there',
  settings: settingsType,
  exits: ['onSuccess', 'onFail', 'continue'],
  takesNobody: true,
  async check(scope, settings, definition) {
    const { url, headers, fields, body, certificate } = settings;
    if (!HOST.test(url)) throw wrongCampaign('url', 'must begin with http:// or https:// and a host without merge fields');
    const { hide, marks } = markSecrets();
    for (const { value } of [...headers, ...fields]) checkTemplate(hide(value), 'httpRequest', definition);
    for (const text of [url, body ?? '']) checkTemplate(hide(text), 'httpRequest', definition);
    await checkSecrets(scope, Object.values(marks));
    if (certificate !== undefined) {
      if (!url.startsWith('https:')) throw wrongCampaign('certificate', 'needs an address that begins with https://');
      await checkCallCertificate(scope, certificate);
    }
    const shared = [url, ...headers.map(({ value }) => value)].map(hide).map(templateOf);
    if (batchOf(settings) > 1 && mergeFieldsOf(shared).length > 0) {
      throw wrongCampaign('httpRequest', 'merge fields in url or headers need batch 1: a call for many has one of each');
    }
    if (batchOf(settings) > 1 && isForOne(settings)) {
      throw wrongCampaign('httpRequest', 'a GET, or what is not JSON, is for one customer: batch must be 1');
    }
  },
  hands: {
    most: MOST,
    retries: ({ retries }) => retries,
    prepare,
    send: (payload, handover) => sendCall(payload as unknown as HttpCall, handover),
    settle: (step, result) => settle(step, result as unknown as HttpResult),
  },
});

async function prepare({ tx, campaign, settings, members }: Step<Settings>): Promise<Prepared> {
  const { url, headers, fields, body } = settings;
  const secrets = markSecrets();
  const templates: Template[] = [url, body ?? '', ...headers.map((one) => one.value), ...fields.map((one) => one.value)]
    .map(secrets.hide).map(templateOf);
  const merge = await mergeFor(tx, campaign.id, templates, members, [encodeURIComponent, WRITERS[writingOf(settings)]]);
  const size = batchOf(settings);
  const gone: Due[] = [];
  const there: { readonly member: Due; readonly item: HttpItem }[] = [];
  for (const member of members) {
    const item = itemOf(settings, merge(member), member);
    if (item === undefined) gone.push(member);
    else there.push({ member, item });
  }
  const parcels: Parcel[] = [];
  for (let from = 0; from < there.length; from += size) {
    const some = there.slice(from, from + size);
    const call = callOf(settings, some.map(({ item }) => item), secrets, size > 1);
    parcels.push({ members: some.map(({ member }) => member), payload: call as unknown as Json, time: call.time });
  }
  return { parcels, outcome: { exits: { onFail: gone } } };
}

async function settle({ tx, settings, wired, members }: Step<Settings>, { why, answer }: HttpResult): Promise<Outcome> {
  const values = {
    ...(settings.answer === undefined ? {} : { [settings.answer]: answer }), ...(why === '' ? {} : { [WHY]: why }),
  };
  const flows = Object.keys(values).length === 0 ? [] : [...new Set(members.map(({ flowId }) => flowId))];
  await setVariables(tx, flows.map((id) => ({ id, values })));
  const always = wired.has('continue') ? { continue: members } : {};
  return { exits: { [why === '' ? 'onSuccess' : 'onFail']: members, ...always } };
}
