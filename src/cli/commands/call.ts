import { Argument, type Command } from 'commander';
import type { CliContext } from '../context.ts';
import { gatewayUrl } from '../gateway-url.ts';
import { outline } from '../outline.ts';
import { ExitCode, Problem } from '../problem.ts';

interface CallOptions {
  readonly token?: string;
  readonly url?: string;
}

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
      const { callOperation } = await import('../call/operation.ts');
      const parameters = { operation, parameters: given };
      const message = await callOperation({ url: url ?? gatewayUrl(context.config), token, ...parameters });
      context.print(message, outline(message));
    });
}
