import { TolkError, failure } from '../../errors.ts';
import type { XmlReader } from './xml-reader.ts';

export type SoapVersion = '1.1' | '1.2';

interface QName {
  readonly namespace: string;
  readonly local: string;
}

/** Namespace of the envelope in each SOAP version. */
export const ENVELOPE = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const satisfies Record<SoapVersion, string>;

/**
 * How a header block names its addressee, and the addressees that we are. SOAP 1.1 section 4.2.2; SOAP 1.2
 * part 1 section 2.2: next and the ultimate receiver, which is also meant when nobody is named.
 */
const ADDRESSEE = {
  '1.1': { attribute: 'actor', us: new Set(['', 'http://schemas.xmlsoap.org/soap/actor/next']) },
  '1.2': {
    attribute: 'role',
    us: new Set(['', `${ENVELOPE['1.2']}/role/next`, `${ENVELOPE['1.2']}/role/ultimateReceiver`]),
  },
};

/** Header blocks that had to be understood. We know none. */
export class NotUnderstood extends TolkError {
  readonly blocks: readonly QName[];

  constructor(blocks: readonly QName[]) {
    super('HEADER_NOT_UNDERSTOOD', { header: blocks.map(({ local }) => local).join(', ') });
    this.blocks = blocks;
  }
}

/**
 * Enters the Envelope and tells the SOAP version that it is in.
 * @throws ENVELOPE_VERSION for an Envelope of another namespace, ENVELOPE_FORM for another root
 */
export function enterEnvelope(x: XmlReader): SoapVersion {
  x.root();
  if (x.local !== 'Envelope') throw failure('ENVELOPE_FORM', { why: `is missing: the root element is ${x.local}` });
  const namespace = x.namespace();
  if (namespace === ENVELOPE['1.1']) return '1.1';
  if (namespace === ENVELOPE['1.2']) return '1.2';
  throw failure('ENVELOPE_VERSION', { namespace: namespace === '' ? '""' : namespace });
}

/**
 * Passes the header blocks and enters the first child of Body.
 * @throws {NotUnderstood} when a block for us had to be understood; ENVELOPE_FORM when there is no Body or
 *   nothing in it
 */
export function enterBody(x: XmlReader, soap: SoapVersion): void {
  let entered = x.child();
  if (entered && isOfEnvelope(x, soap, 'Header')) {
    passHeader(x, soap);
    entered = x.child();
  }
  if (!entered || !isOfEnvelope(x, soap, 'Body')) {
    throw failure('ENVELOPE_FORM', { why: 'has no Body where one belongs' });
  }
  if (!x.child()) throw failure('ENVELOPE_FORM', { why: 'has an empty Body: the operation is missing' });
}

/**
 * After the first child of Body: sees to it that nothing follows that would be a second call.
 * SOAP 1.1 section 4.1.1 lets elements stand after Body; they say nothing here.
 */
export function leaveEnvelope(x: XmlReader, soap: SoapVersion): void {
  if (x.child()) throw failure('ENVELOPE_FORM', { why: 'has more than one element in its Body' });
  while (x.child()) {
    if (soap === '1.2' || isOfEnvelope(x, soap, 'Body')) throw failure('ENVELOPE_FORM', { why: 'goes on after its Body' });
    x.skip();
  }
  if (x.stray !== '') throw failure('ENVELOPE_FORM', { why: `has text where elements belong: ${x.stray}` });
  x.end();
}

function passHeader(x: XmlReader, soap: SoapVersion): void {
  const missed: QName[] = [];
  while (x.child()) {
    if (mustBeUnderstood(x, soap)) missed.push({ namespace: x.namespace(), local: x.local });
    x.skip();
  }
  if (missed.length > 0) throw new NotUnderstood(missed);
}

function mustBeUnderstood(x: XmlReader, soap: SoapVersion): boolean {
  const asked = x.attribute(ENVELOPE[soap], 'mustUnderstand')?.trim();
  if (asked !== '1' && asked !== 'true') return false;
  const { attribute, us } = ADDRESSEE[soap];
  return us.has(x.attribute(ENVELOPE[soap], attribute)?.trim() ?? '');
}

function isOfEnvelope(x: XmlReader, soap: SoapVersion, local: string): boolean {
  return x.local === local && x.namespace() === ENVELOPE[soap];
}
