import { failure } from '../../errors.ts';
import { charsetOf } from '../../server/index.ts';
import type { SoapVersion } from '../envelope/index.ts';

interface MediaType {
  /**
   * The SOAP version that such a body should be in; the envelope decides, this only serves when there is none
   * to be read.
   */
  readonly soap: SoapVersion;
  /** The charset parameter, in lower case. */
  readonly charset: string | undefined;
}

/** Content-Type of answers. */
export const CONTENT_TYPES: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
};

const KNOWN: ReadonlyMap<string, SoapVersion> = new Map([
  ['text/xml', '1.1'],
  ['application/xml', '1.1'],
  ['application/soap+xml', '1.2'],
]);

/** Which SOAP version a Content-Type belongs to; 1.1 for one that is missing or foreign. */
export function soapOf(contentType: string | undefined): SoapVersion {
  return KNOWN.get(typeOf(contentType)) ?? '1.1';
}

/**
 * Reads a Content-Type header. None at all is taken as text/xml.
 * @throws MEDIA_TYPE for anything but XML
 */
export function readMediaType(contentType: string | undefined): MediaType {
  const type = typeOf(contentType);
  const soap = KNOWN.get(type);
  if (soap === undefined) throw failure('MEDIA_TYPE', { type });
  return { soap, charset: charsetOf(contentType) };
}

function typeOf(contentType = 'text/xml'): string {
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
