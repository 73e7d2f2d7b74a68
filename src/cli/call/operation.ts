/**
 * A call of an operation through the WSDL of a gateway, as the systems of others do it: by the soap package,
 * not by our own codec, so that it says what they would see. Loaded only when something is called: it takes
 * half a second.
 */
import { createClientAsync, type Client } from 'soap';
import { SOAP_PATH } from '../../soap/index.ts';
import { ExitCode, Problem } from '../problem.ts';
import { readParameters, type Shape } from './parameters.ts';

export interface Wanted {
  /** of the gateway, or of its SOAP door with or without ?wsdl */
  readonly url: string;
  readonly token: string;
  readonly operation: string;
  /** name=value */
  readonly parameters: readonly string[];
}

interface Fault {
  readonly faultcode?: unknown;
  readonly faultstring?: unknown;
}

type Act = (parameters: object, options: object) => Promise<[answer: { msg?: unknown } | undefined]>;

const TIME_LIMIT = 120_000;
/** Not the usual Async: the contract has campaign_execute and campaign_executeAsync. */
const ANSWERED = 'Answered';
/** Numbers stay the text that came: a JavaScript number would round long ids. */
const AS_TEXT = { long: String, integer: String, double: String };

/**
 * @returns the answer's msg; lists as arrays, numbers as text, null for nothing
 * @throws {Problem} no gateway, unknown operation or parameter, or what the gateway's fault says
 */
export async function callOperation({ url, token, operation, parameters }: Wanted): Promise<unknown> {
  const client = await load(wsdlAddress(url));
  const given = readParameters(operation, shapeOf(client, operation), parameters);
  return plain(await call(client, operation, { uuid: token, ...given }));
}

function wsdlAddress(url: string): string {
  const base = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return `${base.endsWith('.php') ? base : base + SOAP_PATH}?wsdl`;
}

async function load(address: string): Promise<Client> {
  try {
    const client = await createClientAsync(address, {
      endpoint: address.replace(/\?.*$/, ''), customDeserializer: AS_TEXT, preserveWhitespace: true, disableCache: true,
      overridePromiseSuffix: ANSWERED,
    });
    return client;
  } catch (cause) {
    throw unreachable(address, cause);
  }
}

function unreachable(address: string, cause: unknown): Problem {
  const why = cause instanceof Error ? (cause as { code?: string }).code ?? cause.message : String(cause);
  return new Problem(`No gateway answers at ${address} (${why}): start one with npm start, or name one with --url`,
    ExitCode.unavailable, { cause });
}

function shapeOf(client: Client, operation: string): Shape {
  const services = client.describe() as Record<string, Record<string, Record<string, { input: Shape }>>>;
  const operations = Object.values(Object.values(services)[0] ?? {})[0] ?? {};
  const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (found) return found.input;
  const [family = ''] = operation.split('_');
  const near = Object.keys(operations).filter((name) => name.startsWith(`${family}_`));
  const hint = near.length > 0 ? `${family} has ${near.join(', ')}` : 'see /docs of the gateway';
  throw new Problem(`The contract has no operation ${operation}; ${hint}`, ExitCode.usage);
}

async function call(client: Client, operation: string, parameters: object): Promise<unknown> {
  const act = (client as unknown as Record<string, Act>)[`${operation}${ANSWERED}`] as Act;
  try {
    const [answer] = await act(parameters, { timeout: TIME_LIMIT });
    return answer?.msg ?? null;
  } catch (error) {
    const fault = faultOf(error);
    if (fault) throw new Problem(fault, ExitCode.failure, { cause: error });
    throw error;
  }
}

/** What the gateway said, when it said something: SOAP 1.1 section 4.4. */
function faultOf(error: unknown): string | undefined {
  const { root } = error as { root?: { Envelope?: { Body?: { Fault?: Fault } } } };
  const fault = root?.Envelope?.Body?.Fault;
  return fault && `Fault ${String(fault.faultcode)}: ${String(fault.faultstring)}`;
}

/** Lists without the element that the contract puts around their items. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value) as [string, unknown][];
  const [only] = fields;
  if (fields.length === 1 && Array.isArray(only?.[1])) return plain(only[1]);
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
}
