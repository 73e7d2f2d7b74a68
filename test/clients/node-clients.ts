import { createClientAsync } from 'soap';
import { soap as strongSoap, type StrongOperation } from 'strong-soap';
import { ClientFault, type Ask } from './round-trip.ts';

interface Answer {
  readonly code: number | string;
  readonly msg: unknown;
}

/** A client made by the soap package (node-soap) from a WSDL address. */
export async function nodeSoapClient(wsdl: string, token: string): Promise<Ask> {
  const client = await createClientAsync(wsdl);
  type Operation = (args: object) => Promise<[Answer]>;
  const operations = client as unknown as Record<string, Operation | undefined>;
  return async (operation, parameters, uuid = token) => {
    try {
      // The way old clients send it: the token last, whatever the schema says.
      const [answer] = await operations[`${operation}Async`]!({ ...parameters, uuid });
      return msgOf(answer);
    } catch (error) {
      throw faultIn((error as { root?: Envelope }).root) ?? error;
    }
  };
}

/** A client made by strong-soap from a WSDL address. */
export async function strongSoapClient(wsdl: string, token: string): Promise<Ask> {
  const client = await new Promise<Record<string, unknown>>((done, fail) => {
    strongSoap.createClient(wsdl, {}, (error, made) => (error ? fail(error) : done(made)));
  });
  return (operation, parameters, uuid = token) => new Promise((done, fail) => {
    (client[operation] as StrongOperation)({ uuid, ...parameters }, (error, result) => {
      if (error) fail(faultIn((error as { root?: Envelope }).root) ?? error);
      else done(msgOf(result as Answer));
    });
  });
}

interface Envelope {
  readonly Envelope?: { readonly Body?: { readonly Fault?: { readonly faultcode?: unknown } } };
}

function faultIn(envelope: Envelope | undefined): ClientFault | undefined {
  const fault = envelope?.Envelope?.Body?.Fault;
  return fault === undefined ? undefined : new ClientFault(String(fault.faultcode));
}

function msgOf({ code, msg }: Answer): unknown {
  if (Number(code) !== 0) throw new Error(`code ${code}`);
  return msg;
}
