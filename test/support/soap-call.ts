/** A SOAP call as a plain client sends it, for tests that look at the way rather than at the contract. */
import { SOAP_PATH } from '../../src/soap/index.ts';

export interface SoapAnswer {
  readonly status: number;
  readonly text: string;
  /** `faultcode`, undefined when the call was answered. */
  readonly fault: string | undefined;
}

/** @param parameters XML inside the operation's element: its parameters without the token, in any order */
export async function soapCall(
  { url, token }: { readonly url: string; readonly token: string }, operation: string, parameters = '',
): Promise<SoapAnswer> {
  const response = await fetch(url + SOAP_PATH, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: soapEnvelope(token, operation, parameters),
  });
  const text = await response.text();
  return { status: response.status, text, fault: /<faultcode>([^<]*)</.exec(text)?.[1] };
}

export function soapEnvelope(token: string, operation: string, parameters = ''): string {
  return '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    + `<${operation} xmlns="https://secure.myclang.com/app/api/soap/public/index.php">${parameters}<uuid>${token}</uuid></${operation}>`
    + '</s:Body></s:Envelope>';
}
