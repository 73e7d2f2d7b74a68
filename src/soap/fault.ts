/**
 * Failures as SOAP faults. SOAP 1.1 section 4.4: business faults have bare digits as faultcode (soap.md 3.2),
 * protocol faults a name of the envelope's namespace; children unqualified. SOAP 1.2 part 1 section 5.4:
 * Sender or Receiver with the digits as subcode and in Detail.
 */
import type { TolkError } from '../errors.ts';
import { PREFIX, escapeText } from './codec/index.ts';
import { ENVELOPE, NotUnderstood, type SoapVersion } from './envelope/index.ts';

interface Fault {
  /**
   * The HTTP status in the SOAP version of the call: 500, but 400 when a SOAP 1.2 sender is to blame (part 2,
   * table 20).
   */
  readonly status: number;
  /** An envelope; a byte string. */
  readonly xml: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const DIGITS = /^[0-9]+$/;

/**
 * Writes the fault of a failure. @param namespace target namespace of the contract, where the subcodes live
 */
export function writeFault(error: TolkError, soap: SoapVersion, namespace: string): Fault {
  return soap === '1.1' ? writeFault11(error) : writeFault12(error, namespace);
}

function writeFault11(error: TolkError): Fault {
  const { fault } = error.row;
  const code = DIGITS.test(fault) ? fault : `SOAP-ENV:${fault}`;
  const xml = `${DECLARATION}<SOAP-ENV:Envelope xmlns:SOAP-ENV="${ENVELOPE['1.1']}"><SOAP-ENV:Body><SOAP-ENV:Fault>` +
    `<faultcode>${code}</faultcode><faultstring>${escapeText(error.message)}</faultstring>` +
    '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>';
  return { status: 500, xml };
}

function writeFault12(error: TolkError, namespace: string): Fault {
  const { fault } = error.row;
  const code = codeOf12(error);
  const digits = DIGITS.test(fault) ? fault : undefined;
  const subcode = digits && `<env:Subcode><env:Value>${PREFIX}:F${digits}</env:Value></env:Subcode>`;
  const detail = digits && `<env:Detail><${PREFIX}:code>${digits}</${PREFIX}:code></env:Detail>`;
  const xml = `${DECLARATION}<env:Envelope xmlns:env="${ENVELOPE['1.2']}" xmlns:${PREFIX}="${escapeText(namespace)}">` +
    `${headerOf12(error)}<env:Body><env:Fault><env:Code><env:Value>env:${code}</env:Value>${subcode ?? ''}</env:Code>` +
    `<env:Reason><env:Text xml:lang="en">${escapeText(error.message)}</env:Text></env:Reason>${detail ?? ''}` +
    '</env:Fault></env:Body></env:Envelope>';
  return { status: code === 'Sender' ? 400 : 500, xml };
}

function codeOf12(error: TolkError): string {
  const { fault, http } = error.row;
  if (fault === 'VersionMismatch' || fault === 'MustUnderstand') return fault;
  if (fault === 'Client') return 'Sender';
  return fault !== 'Server' && http < 500 ? 'Sender' : 'Receiver';
}

/** SOAP 1.2 part 1 sections 5.4.7 and 5.4.8: what envelopes we know; which header blocks we do not. */
function headerOf12(error: TolkError): string {
  if (error.code === 'ENVELOPE_VERSION') {
    const known = [ENVELOPE['1.2'], ENVELOPE['1.1']].map(
      (uri, index) => `<env:SupportedEnvelope qname="e${index}:Envelope" xmlns:e${index}="${uri}"/>`,
    );
    return `<env:Header><env:Upgrade>${known.join('')}</env:Upgrade></env:Header>`;
  }
  if (error instanceof NotUnderstood) {
    const blocks = error.blocks.map(({ namespace, local }) =>
      `<env:NotUnderstood qname="${namespace === '' ? '' : 'n:'}${escapeText(local)}"` +
      `${namespace === '' ? '' : ` xmlns:n="${attribute(namespace)}"`}/>`);
    return `<env:Header>${blocks.join('')}</env:Header>`;
  }
  return '';
}

function attribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
