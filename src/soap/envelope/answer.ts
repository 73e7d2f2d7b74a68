import { ENVELOPE, type SoapVersion } from './envelope.ts';

/** Puts the content of a Body into an envelope. In and out are byte strings. */
export type WrapAnswer = (soap: SoapVersion, content: string) => string;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Prefix of the envelope in each version, as PHP's SoapServer has them. */
const PREFIXES: Readonly<Record<SoapVersion, string>> = { '1.1': 'SOAP-ENV', '1.2': 'env' };

/**
 * Makes the envelopes of answers.
 * @param prefix and `namespace`, escaped, under which the content's elements stand
 */
export function answerWrapper(prefix: string, namespace: string): WrapAnswer {
  const around = (soap: SoapVersion): readonly [string, string] => {
    const envelope = PREFIXES[soap];
    return [
      `${DECLARATION}<${envelope}:Envelope xmlns:${envelope}="${ENVELOPE[soap]}" xmlns:${prefix}="${namespace}" ` +
        `xmlns:xsi="${XSI}"><${envelope}:Body>`,
      `</${envelope}:Body></${envelope}:Envelope>`,
    ];
  };
  const wraps = { '1.1': around('1.1'), '1.2': around('1.2') };
  return (soap, content) => wraps[soap][0] + content + wraps[soap][1];
}
