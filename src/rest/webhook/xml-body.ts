import { SaxesParser } from 'saxes';
import xml2js from 'xml2js';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { isRawNumber } from '../../exact-json.ts';
import { charsetOf, decode, decodeMarked } from '../../server/index.ts';

type Limits = Pick<Config, 'MAX_DEPTH' | 'JSON_ITEMS'>;

/** By its subtype: text/xml, application/xml, application/rss+xml ... */
export function isXml(contentType: string | undefined): boolean {
  return /^[^;]*[/+]xml\b/i.test(contentType ?? '');
}

/**
 * The XML of a body as an object: elements are members, several of one name an array; `$` holds attributes, `_` the
 * text of an element that has some. It begins with the root element.
 * @throws {TolkError} CHARSET_UNKNOWN, CHARSET_BROKEN, XML_MALFORMED (also: a DOCTYPE), XML_TOO_DEEP, XML_TOO_MANY
 */
export async function xmlOf(body: Buffer, contentType: string | undefined, limits: Limits): Promise<unknown> {
  const text = decodeMarked(body) ?? decode(body, charsetOf(contentType) ?? 'utf-8');
  checkXml(text, limits);
  return xml2js.parseStringPromise(text, { explicitArray: false, emptyTag: '' }) as Promise<unknown>;
}

/** Before anything is built from it: what is deep takes memory per level, and a DOCTYPE may name anything. */
function checkXml(text: string, { MAX_DEPTH, JSON_ITEMS }: Limits): void {
  const parser = new SaxesParser({ position: true });
  const malformed = (why: string) =>
    failure('XML_MALFORMED', { why, line: String(parser.line), column: String(parser.column) });
  let depth = 0;
  let elements = 0;
  parser.on('opentagstart', ({ name }) => {
    // xml2js takes what every object has for an element that was there before.
    if (name in Object.prototype && name !== '__proto__') throw malformed(`has an element ${name}, which cannot be read`);
    if (++depth > MAX_DEPTH) throw failure('XML_TOO_DEEP', { depth: String(MAX_DEPTH) });
    if (++elements > JSON_ITEMS) throw failure('XML_TOO_MANY', { most: String(JSON_ITEMS) });
  });
  parser.on('closetag', () => { depth--; });
  parser.on('doctype', () => { throw malformed('has a DOCTYPE, which is not taken'); });
  parser.on('error', ({ message }) => { throw malformed(`is not well-formed: ${message.replace(/^\d+:\d+: /, '')}`); });
  parser.write(text).close();
}

/** An object that `xmlOf` gave, with what was added to it, as XML. */
export function xmlFrom(value: unknown): string {
  return new xml2js.Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' } }).buildObject(plain(value));
}

function plain(value: unknown): unknown {
  if (isRawNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
