import { parseStringPromise, processors } from 'xml2js';
import { z } from 'zod';
import { callCertificate, checkCallCertificate, checkSecrets } from '../../../access/index.ts';
import { TolkError } from '../../../errors.ts';
import type { Json } from '../../../exact-json.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { callSoap, type SoapCall } from '../../soap/soap-call.ts';
import { mergeFor } from '../../values/merge.ts';
import { markSecrets, revealMarks, type Marks, type Revealed } from '../../values/secrets.ts';
import { setVariables } from '../../values/set-values.ts';
import { checkTemplate, templateOf } from '../../values/template.ts';
import type { Handed, Handover, Parcel, Prepared } from '../hands.ts';
import type { Outcome, Step } from '../act.ts';
import { campaignObject } from '../object.ts';

const SECOND = 1000;
const MOST = 200;
const ADDRESS = /^https?:\/\/[^/?#{}@\s]+([/?#][^{}\s]*)?$/;

const pair = z.strictObject({ name: z.string().min(1).max(200), value: z.string() });
const valueType = pair.refine(({ name }) => name.split('.').every((part) => part !== '' && !/^\d{4,}$/.test(part)), {
  path: ['name'], message: 'must be names with dots between them, and places in lists below 1000',
});
const settingsType = z.strictObject({
  wsdl: z.string().meta({ description: 'Address of the WSDL', examples: ['https://shop.example/orders?wsdl'] }),
  operation: z.string().min(1).max(200).meta({ examples: ['getOrder'] }),
  values: z.array(valueType).max(200).default([]).meta({
    description: 'What the operation is given: a name with dots for what lies deeper, and texts with merge fields',
    examples: [[{ name: 'order.number', value: '{{variable.order}}' }]],
  }),
  headers: z.array(pair).max(50).default([]).meta({
    description: 'Of HTTP. {{secret.NAME}}, here and in values, is a secret of the brand (tolk secret set)',
    examples: [[{ name: 'X-Api-Key', value: '{{secret.SHOP_KEY}}' }]],
  }),
  certificate: z.string().min(1).max(100).optional().meta({
    description: 'Name of a certificate of the brand that the calls, also those for the WSDL, show (tolk cert issue); needs https',
    examples: ['shop'],
  }),
  answer: z.strictObject({
    variable: z.string().min(1).max(100),
    path: z.string().min(1).max(1000).optional().meta({ description: 'A value of the answer; default: all of it, as JSON', examples: ['order.status'] }),
  }).optional().meta({ description: 'Variable of the flow that gets the answer' }),
  timeout: z.int().min(1).max(300).default(30).meta({ description: 'Seconds for each request' }),
  retries: z.int().min(0).max(20).default(3).meta({ description: 'Tries after one that met no server, or no SOAP and 5xx' }),
});
type Settings = z.output<typeof settingsType>;

/** Variable that tells why a call failed. */
const WHY = 'soapError';

interface Result {
  readonly answer: string | null;
  readonly why: string;
}

/** Calls an operation of a SOAP service, for each member. */
export const soapRequest = campaignObject({
  type: 'soapRequest',
  about: 'Calls an operation of any WSDL, once for each member. A call that is repeated after a failure or a crash has the '
    + 'same Idempotency-Key and values. A fault leads on by fail, and the variable soapError has its text. An answer that '
    + 'repeats a secret of eight characters or more has *** there',
  settings: settingsType,
  exits: ['success', 'fail', 'continue'],
  takesNobody: true,
  async check(scope, { wsdl, values, headers, certificate }, definition) {
    if (!ADDRESS.test(wsdl)) throw wrongCampaign('wsdl', 'must be an http or https address without merge fields');
    const { hide, marks } = markSecrets();
    for (const { value } of [...values, ...headers]) checkTemplate(hide(value), 'soapRequest', definition);
    await checkSecrets(scope, Object.values(marks));
    if (certificate === undefined) return;
    if (!wsdl.startsWith('https:')) throw wrongCampaign('certificate', 'needs a WSDL whose address begins with https://');
    await checkCallCertificate(scope, certificate);
  },
  hands: {
    most: MOST,
    retries: ({ retries }) => retries,
    prepare,
    send: (payload, handover) => send(payload as unknown as Payload, handover),
    settle: (step, result) => settle(step, result as unknown as Result),
  },
});

interface Payload {
  readonly call: Omit<SoapCall, 'certificate'>;
  readonly path: string | null;
  readonly secrets: Marks;
  /** What it is called. */
  readonly certificate: string | undefined;
}

async function prepare({ tx, campaign, settings, members }: Step<Settings>): Promise<Prepared> {
  const { wsdl, operation, values, headers, timeout, answer, certificate } = settings;
  const { hide, marks: secrets } = markSecrets();
  const templates = [...values, ...headers].map(({ value }) => templateOf(hide(value)));
  const merge = await mergeFor(tx, campaign.id, templates, members);
  const parcels: Parcel[] = [];
  for (const member of members) {
    const texts = merge(member);
    if (texts === undefined) continue;
    const own = headers.map(({ name }, place) => [name, texts[values.length + place] ?? ''] as const);
    const args = argsOf(values.map(({ name }, place) => [name, texts[place] ?? '']));
    const call = { wsdl, operation, args, headers: Object.fromEntries(own), time: timeout * SECOND };
    const payload: Payload = { call, path: answer?.path ?? null, secrets, certificate };
    parcels.push({ members: [member], payload: payload as unknown as Json, time: timeout * SECOND * 2 });
  }
  const called = new Set(parcels.flatMap((parcel) => parcel.members));
  return { parcels, outcome: { exits: { fail: members.filter((member) => !called.has(member)) } } };
}

/** `order.lines.0.sku` makes an object with a list in it. */
function argsOf(values: readonly (readonly [name: string, value: string])[]): object {
  const args: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of values) {
    const path = name.split('.');
    let at = args;
    path.forEach((part, place) => {
      const next = path[place + 1];
      if (next === undefined) at[part] = value;
      else at = (at[part] ??= /^\d+$/.test(next) ? [] : Object.create(null)) as Record<string, unknown>;
    });
  }
  return args;
}

async function send(
  { call, path, secrets, certificate }: Payload, { key, scope, ...parts }: Handover,
): Promise<Handed> {
  try {
    const { reveal, mask } = await revealMarks(scope, secrets);
    const shown = certificate === undefined ? {} : { certificate: await callCertificate(scope, certificate) };
    const { headers: given, args } = revealIn({ headers: call.headers, args: call.args }, reveal);
    const headers = { ...given, 'idempotency-key': key };
    const isConfidential = JSON.stringify(args) !== JSON.stringify(call.args);
    const { status, result, body, why } = await callSoap({ ...call, ...shown, args, headers, isConfidential }, parts);
    const fault = await faultIn(body);
    const reason = fault ?? why ?? (status !== undefined && status >= 300 ? `the server answered ${status}` : undefined);
    const again = fault === undefined && status !== undefined && status >= 500 ? `the server answered ${status}` : undefined;
    const answer = reason === undefined ? textAt(result, path) : null;
    const isLong = answer !== null && answer.length > parts.limits.CAMPAIGN_VARIABLE_LENGTH;
    const failed = reason ?? (answer === null ? `the answer has no ${path}` : isLong ? 'the answer is too long' : '');
    return { result: { answer: failed === '' ? mask(answer ?? '') : null, why: storable(mask(failed)) }, again };
  } catch (error) {
    if (parts.signal.aborted || !(error instanceof TolkError)) throw error;
    return { result: { answer: null, why: error.message }, again: error.row.http >= 500 ? error.message : undefined };
  }
}

/** What is JSON, with the secrets in all its texts. */
function revealIn<Json>(given: Json, reveal: Revealed['reveal']): Json {
  const asIs = (text: string) => text;
  const read = (_name: string, value: unknown) => (typeof value === 'string' ? reveal(value, asIs) : value);
  return JSON.parse(JSON.stringify(given), read) as Json;
}

function storable(text: string): string {
  return text.slice(0, SECOND).toWellFormed().replaceAll('\0', '\ufffd');
}

function textAt(result: unknown, path: string | null): string | null {
  let value = result;
  for (const name of path === null ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (value === undefined || value === null) return path === null ? '' : null;
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\0', '\ufffd');
}

/** The text of a SOAP fault, 1.1 or 1.2. */
async function faultIn(body: string): Promise<string | undefined> {
  if (!body.includes('Fault')) return undefined;
  try {
    const options = { tagNameProcessors: [processors.stripPrefix], explicitArray: false, ignoreAttrs: true };
    const read = await parseStringPromise(body, options) as { Envelope?: { Body?: { Fault?: Fault } } };
    const fault = read.Envelope?.Body?.Fault;
    return fault === undefined ? undefined : String(fault.faultstring ?? fault.Reason?.Text ?? 'a fault without a text');
  } catch {
    return undefined;
  }
}

interface Fault {
  readonly faultstring?: unknown;
  readonly Reason?: { readonly Text?: unknown };
}

async function settle({ tx, settings, wired, members }: Step<Settings>, { answer, why }: Result): Promise<Outcome> {
  const kept = answer === null || settings.answer === undefined ? {} : { [settings.answer.variable]: answer };
  const values = { [WHY]: why, ...kept };
  await setVariables(tx, [...new Set(members.map(({ flowId }) => flowId))].map((id) => ({ id, values })));
  const always = wired.has('continue') ? { continue: members } : {};
  return { exits: { [why === '' ? 'success' : 'fail']: members, ...always } };
}
