import { callCertificate, type CallCertificate } from '../../../access/index.ts';
import type { Scope } from '../../../db/index.ts';
import { TolkError } from '../../../errors.ts';
import { escapeXml } from '../../../markup.ts';
import { inJson, revealMarks, type Marking, type Marks } from '../../values/secrets.ts';
import type { Handed, Handover } from '../hands.ts';
import { NOBODY, type Due } from '../act.ts';

const SECOND = 1000;

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What settings of httpRequest say of a call. */
interface CallSettings {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly headers: readonly Pair[];
  readonly fields: readonly Pair[];
  readonly form: boolean;
  readonly body?: string | undefined;
  readonly certificate?: string | undefined;
  readonly answer?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** How values are written in a body. */
export const WRITERS = {
  json: inJson, form: encodeURIComponent, xml: escapeXml, text: (value: string) => value,
} as const;
type Writing = keyof typeof WRITERS;

/** What the body of a call is: of fields JSON or a form, of a text what the header Content-Type says. */
export function writingOf({ form, body, headers }: Pick<CallSettings, 'form' | 'body' | 'headers'>): Writing {
  if (body === undefined) return form ? 'form' : 'json';
  const type = typeGiven(headers) ?? 'application/json';
  if (/json/i.test(type)) return 'json';
  if (/xml/i.test(type)) return 'xml';
  return /x-www-form-urlencoded/i.test(type) ? 'form' : 'text';
}

function typeGiven(headers: readonly Pair[]): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
}

/** What is kept until it is sent. */
export interface HttpCall {
  readonly method: CallSettings['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly time: number;
  /** Whether the answer is wanted. */
  readonly isKept: boolean;
  readonly writing: Writing;
  readonly secrets: Marks;
  /** What it is called. */
  readonly certificate: string | undefined;
}

/** What became of it. */
export interface HttpResult {
  /** Why it is not good; '': it is. */
  readonly why: string;
  readonly answer: string;
}

/** What one member has in a call. */
export interface HttpItem {
  readonly url: string;
  readonly headers: readonly string[];
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** @param merged url, body, headers and fields; undefined: the member is no customer any more */
export function itemOf(
  { headers, fields }: CallSettings, merged: readonly string[] | undefined, member: Due,
): HttpItem | undefined {
  if (merged === undefined) return undefined;
  const [url = '', body = '', ...rest] = merged;
  const values = rest.slice(headers.length);
  const own = fields.map(({ name }, place) => [name, values[place] ?? ''] as const);
  const usual = member.customerId === NOBODY ? [] : [['customerId', member.customerId] as const];
  return { url, body, headers: rest.slice(0, headers.length), fields: own.length === 0 ? usual : own };
}

/** @param isList whether the body is an array, though of one */
export function callOf(
  settings: CallSettings, items: readonly HttpItem[], { marks: secrets }: Marking, isList: boolean,
): HttpCall {
  const { method, form, headers, timeout, answer, certificate } = settings;
  const [first] = items;
  const given = Object.fromEntries(headers.map(({ name }, place) => [name, first?.headers[place] ?? '']));
  const pairs = (first?.fields ?? []).map(([name, value]): [string, string] => [name, value]);
  const query = new URLSearchParams(pairs).toString();
  const texts = items.map((item) =>
    (settings.body === undefined ? JSON.stringify(Object.fromEntries(item.fields)) : item.body));
  const address = first?.url ?? '';
  const url = method === 'GET' && query !== '' ? `${address}${address.includes('?') ? '&' : '?'}${query}` : address;
  const body = method === 'GET' ? null : form ? query : isList ? `[${texts.join(',')}]` : texts.join('');
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const hasType = typeGiven(headers) !== undefined;
  const all = body === null || hasType ? given : { ...given, 'content-type': type };
  const isKept = answer !== undefined;
  const writing = writingOf(settings);
  return { method, url, headers: all, body, writing, time: timeout * SECOND, isKept, secrets, certificate };
}

/** `.` and `..` between slashes lead elsewhere, however they are written: a value must not choose what is called. */
const ASIDE = /^[^?#]*[/\\](\.|%2e){1,2}([/\\?#]|$)/i;

/** Sends it, with the secrets as they are now. @throws {Error} a fault of ours */
export async function sendCall(call: HttpCall, { key, signal, httpOut, limits, scope }: Handover): Promise<Handed> {
  try {
    const { reveal, mask } = await revealMarks(scope, call.secrets);
    const url = reveal(call.url, encodeURIComponent);
    if (ASIDE.test(url)) return { result: { why: 'the address has . or .. between its slashes', answer: '' } };
    const shown = await certificateOf(scope, call);
    const headers = Object.entries(call.headers).map(([name, value]) => [name, reveal(value, (secret) => secret)]);
    const body = call.body === null ? undefined : reveal(call.body, WRITERS[call.writing]);
    const { status, body: answer } = await httpOut.request({
      ...shown, ...(body !== undefined && { body, isConfidential: body !== call.body }),
      method: call.method, url, time: call.time, signal,
      headers: { ...Object.fromEntries(headers) as Record<string, string>, 'idempotency-key': key },
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

async function certificateOf(
  scope: Scope, { certificate }: HttpCall,
): Promise<{ readonly certificate?: CallCertificate }> {
  return certificate === undefined ? {} : { certificate: await callCertificate(scope, certificate) };
}
