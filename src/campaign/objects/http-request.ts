import { z } from 'zod';
import { callCertificate, checkCallCertificate, checkSecrets, type CallCertificate } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import type { Json } from '../../exact-json.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { mergeFor, type Merge } from '../values/merge.ts';
import { inJson, markSecrets, revealMarks, type Marking, type Marks } from '../values/secrets.ts';
import { setVariables } from '../values/set-values.ts';
import { checkTemplate, mergeFieldsOf, templateOf, type Template } from '../values/template.ts';
import type { Handed, Handover, Parcel, Prepared } from './hands.ts';
import { NOBODY, campaignObject, type Due, type Outcome, type Step } from './object.ts';

const SECOND = 1000;
/** Members of one call (campaigns.md 3). */
const MOST = 1000;

const pair = z.strictObject({ name: z.string().min(1).max(200), value: z.string() });

const settingsType = z.strictObject({
  method: z.enum(['GET', 'PUT', 'POST']).default('POST'),
  url: z.string().meta({ description: 'With merge fields behind the host', examples: ['https://shop.example/orders'] }),
  headers: z.array(pair).max(50).default([]).meta({
    description: 'With merge fields. {{secret.NAME}}, here, in url, fields and body, is a secret of the brand (tolk secret set)',
    examples: [[{ name: 'Authorization', value: 'Bearer {{secret.SHOP_KEY}}' }]],
  }),
  fields: z.array(pair).max(200).default([]).meta({
    description: 'Of each customer: the query of a GET, else members of a JSON object, or a form',
  }),
  form: z.boolean().default(false).meta({ description: 'Whether fields go as a form and not as JSON' }),
  body: z.string().optional().meta({ description: 'JSON with merge fields in its texts, instead of fields' }),
  batch: z.int().min(1).max(MOST).optional().meta({
    description: 'Customers of one call, whose body is an array then; 1: one call each, not in an array. Default 1000, of '
      + 'GET and forms 1',
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
  .refine(({ method, body }) => method !== 'GET' || body === undefined, 'is a GET with a body');
type Settings = z.output<typeof settingsType>;

function batchOf({ batch, method, form }: Settings): number {
  return batch ?? (method === 'GET' || form ? 1 : MOST);
}

/** Scheme and host of an address, without anything that could become part of them. */
const HOST = /^https?:\/\/[^/?#{}@\s]+([/?#]|$)/;

interface Call {
  readonly method: Settings['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly time: number;
  /** Whether the answer is wanted. */
  readonly isKept: boolean;
  readonly isForm: boolean;
  readonly secrets: Marks;
  /** What it is called. */
  readonly certificate: string | undefined;
}

interface Result {
  /** Why it is not good; '': it is. */
  readonly why: string;
  readonly answer: string;
}

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
    if (batchOf(settings) > 1 && (settings.form || settings.method === 'GET')) {
      throw wrongCampaign('httpRequest', 'a GET or a form is for one customer: batch must be 1');
    }
  },
  hands: {
    most: MOST,
    retries: ({ retries }) => retries,
    prepare,
    send: (payload, handover) => send(payload as unknown as Call, handover),
    settle: (step, result) => settle(step, result as unknown as Result),
  },
});

async function prepare({ tx, campaign, settings, members }: Step<Settings>): Promise<Prepared> {
  const { url, headers, fields, body } = settings;
  const secrets = markSecrets();
  const templates: Template[] = [url, body ?? '', ...headers.map((one) => one.value), ...fields.map((one) => one.value)]
    .map(secrets.hide).map(templateOf);
  const merge = await mergeFor(tx, campaign.id, templates, members, [encodeURIComponent, inJson]);
  const size = batchOf(settings);
  const gone: Due[] = [];
  const there: { readonly member: Due; readonly item: Item }[] = [];
  for (const member of members) {
    const item = itemOf(settings, merge, member);
    if (item === undefined) gone.push(member);
    else there.push({ member, item });
  }
  const parcels: Parcel[] = [];
  for (let from = 0; from < there.length; from += size) {
    const some = there.slice(from, from + size);
    const call = callOf(settings, some.map(({ item }) => item), secrets, size > 1);
    const time = settings.timeout * SECOND;
    parcels.push({ members: some.map(({ member }) => member), payload: call as unknown as Json, time });
  }
  return { parcels, outcome: { exits: { onFail: gone } } };
}

/** What one member has in a call. */
interface Item {
  readonly url: string;
  readonly headers: readonly string[];
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

function itemOf({ headers, fields }: Settings, merge: Merge, member: Due): Item | undefined {
  const merged = merge(member);
  if (merged === undefined) return undefined;
  const [url = '', body = '', ...rest] = merged;
  const values = rest.slice(headers.length);
  const own = fields.map(({ name }, place) => [name, values[place] ?? ''] as const);
  const usual = member.customerId === NOBODY ? [] : [['customerId', member.customerId] as const];
  return { url, body, headers: rest.slice(0, headers.length), fields: own.length === 0 ? usual : own };
}

function callOf(settings: Settings, items: readonly Item[], { marks: secrets }: Marking, isList: boolean): Call {
  const { method, form, headers, timeout, answer, certificate } = settings;
  const [first] = items;
  const given = Object.fromEntries(headers.map(({ name }, place) => [name, first?.headers[place] ?? '']));
  const pairs = (first?.fields ?? []).map(([name, value]): [string, string] => [name, value]);
  const query = new URLSearchParams(pairs).toString();
  const texts = items.map((item) =>
    (settings.body === undefined ? JSON.stringify(Object.fromEntries(item.fields)) : item.body));
  const url = method === 'GET' && query !== '' ? `${first?.url}${first?.url.includes('?') ? '&' : '?'}${query}` : first?.url ?? '';
  const body = method === 'GET' ? null : form ? query : isList ? `[${texts.join(',')}]` : texts.join('');
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const hasType = headers.some(({ name }) => name.toLowerCase() === 'content-type');
  const all = body === null || hasType ? given : { ...given, 'content-type': type };
  const isKept = answer !== undefined;
  return { method, url, headers: all, body, time: timeout * SECOND, isKept, isForm: form, secrets, certificate };
}

async function send(call: Call, { key, signal, httpOut, limits, scope }: Handover): Promise<Handed> {
  try {
    const { reveal, mask } = await revealMarks(scope, call.secrets);
    const shown = await certificateOf(scope, call);
    const headers = Object.entries(call.headers).map(([name, value]) => [name, reveal(value, (secret) => secret)]);
    const write = call.isForm ? encodeURIComponent : inJson;
    const { status, body: answer } = await httpOut.request({
      ...shown, method: call.method, url: reveal(call.url, encodeURIComponent), time: call.time, signal,
      headers: { ...Object.fromEntries(headers) as Record<string, string>, 'idempotency-key': key },
      ...(call.body === null ? {} : { body: reveal(call.body, write) }),
      bytes: call.isKept ? limits.CAMPAIGN_VARIABLE_LENGTH : 0,
    });
    const why = status >= 200 && status < 300 ? '' : `the server answered ${status}`;
    const again = status >= 500 || status === 408 || status === 429 ? why : undefined;
    return { result: { why, answer: mask(answer.toString('utf8')).replaceAll('\0', '\ufffd') }, again };
  } catch (error) {
    if (signal.aborted || !(error instanceof TolkError)) throw error;
    const again = error.row.http >= 500 ? error.message : undefined;
    return { result: { why: error.message, answer: '' }, again };
  }
}

async function certificateOf(scope: Scope, { certificate }: Call): Promise<{ readonly certificate?: CallCertificate }> {
  return certificate === undefined ? {} : { certificate: await callCertificate(scope, certificate) };
}

async function settle({ tx, settings, wired, members }: Step<Settings>, { why, answer }: Result): Promise<Outcome> {
  const values = {
    ...(settings.answer === undefined ? {} : { [settings.answer]: answer }), ...(why === '' ? {} : { [WHY]: why }),
  };
  const flows = Object.keys(values).length === 0 ? [] : [...new Set(members.map(({ flowId }) => flowId))];
  await setVariables(tx, flows.map((id) => ({ id, values })));
  const always = wired.has('continue') ? { continue: members } : {};
  return { exits: { [why === '' ? 'onSuccess' : 'onFail']: members, ...always } };
}
