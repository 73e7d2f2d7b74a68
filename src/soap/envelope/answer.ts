import { ENVELOPE, type SoapVersion } from './envelope.ts';

/** What stands before and after the content of a Body; byte strings. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Prefix of the envelope in each version, as PHP's SoapServer has them. */
const PREFIXES: Readonly<Record<SoapVersion, string>> = { '1.1': 'SOAP-ENV', '1.2': 'env' };

/**
 * The envelopes of answers in both SOAP versions.
 * @param prefix and `namespace`, escaped, under which the content's elements stand
 */
export function answerEnvelopes(prefix: string, namespace: string): Readonly<Record<SoapVersion, Around>> {
  const around = (soap: SoapVersion): Around => {
    const envelope = PREFIXES[soap];
    return {
      before: `${DECLARATION}<${envelope}:Envelope xmlns:${envelope}="${ENVELOPE[soap]}" xmlns:${prefix}="${namespace}" ` +
        `xmlns:xsi="${XSI}"><${envelope}:Body>`,
      after: `</${envelope}:Body></${envelope}:Envelope>`,
    };
  };
  return { '1.1': around('1.1'), '1.2': around('1.2') };
}
