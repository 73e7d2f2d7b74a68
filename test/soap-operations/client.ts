/** A node-soap client of a running gateway, as systems out there use it, with answers and faults in plain form. */
import { createClientAsync, type Client } from 'soap';
import { SOAP_PATH } from '../../src/soap/index.ts';

type Call = (args: object, done: (error: unknown, answer?: { readonly msg: unknown }) => void) => void;

interface Fault {
  readonly faultcode: string;
  readonly faultstring: string;
}

export interface SoapClient {
  /** @returns `msg`, as node-soap shows it: longs as text, an empty list as null */
  call(operation: string, args?: object): Promise<unknown>;
  /** @returns code and text of the fault that the call is answered with */
  fault(operation: string, args?: object): Promise<string>;
}

export async function soapClient(
  { url, token }: { readonly url: string; readonly token: string },
): Promise<SoapClient> {
  const client: Client = await createClientAsync(`${url}${SOAP_PATH}?wsdl`);
  // By callback: what node-soap makes of campaign_execute, with Async behind it, is another operation.
  const call = (operation: string, args: object = {}) => new Promise<unknown>((resolve, reject) => {
    (client as unknown as Record<string, Call>)[operation]!({ ...args, uuid: token }, (error, answer) => {
      if (error) reject(error as Error);
      else resolve(answer?.msg);
    });
  });
  return {
    call,
    async fault(operation, args) {
      try {
        await call(operation, args);
      } catch (error) {
        const { root } = error as { root?: { Envelope: { Body: { Fault: Fault } } } };
        if (root === undefined) throw error;
        const { faultcode, faultstring } = root.Envelope.Body.Fault;
        return `${faultcode} ${faultstring}`;
      }
      return 'no fault';
    },
  };
}
