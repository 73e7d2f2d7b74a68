import { Argument, type Command } from 'commander';
import { createClientAsync, type Client } from 'soap';
import type { CliContext } from '../context.ts';
import { outline } from '../outline.ts';
import { ExitCode, Problem } from '../problem.ts';
import { gatewayUrl, wsdlAddress } from './gateway-url.ts';
import { readParameters, type Shape } from './parameters.ts';

interface CallOptions {
  readonly token?: string;
  readonly url?: string;
}

interface Fault {
  readonly faultcode?: unknown;
  readonly faultstring?: unknown;
}

type Act = (parameters: object, options: object) => Promise<[answer: { msg?: unknown } | undefined]>;

const TIME_LIMIT = 120_000;
/** Numbers stay the text that came: a JavaScript number would round long ids. */
const AS_TEXT = { long: String, integer: String, double: String };

/**
 * `tolk call`: any operation of a gateway, through its WSDL, as the systems of others do it.
 * @example tolk call customer_insert customer.emailAddress=a@b.example customer.options.0.name=size \
 *   customer.options.0.value=M
 */
export function callCommands(program: Command, context: CliContext): void {
  program.command('call').description('call a SOAP operation of a gateway and show the answer')
    .addArgument(new Argument('<operation>', 'as in the contract: customer_getByEmailAddress'))
    .addArgument(new Argument('[parameters...]', 'name=value; inside objects a.b=value, inside lists a.0.b=value or a=1 a=2'))
    .option('--token <token>', 'default: TOLK_TOKEN of the environment, which other users of this machine cannot see')
    .option('--url <url>', 'address of the gateway (default: the one on this machine, by its settings)')
    .action(async (operation: string, given: string[], { token = process.env['TOLK_TOKEN'], url }: CallOptions) => {
      if (!token) throw new Problem('A token is needed: set TOLK_TOKEN, or give --token', ExitCode.usage);
      const address = wsdlAddress(url ?? gatewayUrl(context.config));
      const client = await load(address);
      const parameters = readParameters(operation, shapeOf(client, operation), given);
      const message = await call(client, operation, { uuid: token, ...parameters });
      context.print(message, outline(message));
    });
}

async function load(address: string): Promise<Client> {
  try {
    const client = await createClientAsync(address, {
      endpoint: address.replace(/\?.*$/, ''), customDeserializer: AS_TEXT, preserveWhitespace: true, disableCache: true,
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
  const act = (client as unknown as Record<string, Act>)[`${operation}Async`] as Act;
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
