import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { columns } from '../output.ts';
import { collect } from './settings-arguments.ts';

interface DefineOptions {
  readonly brand: string;
  readonly type: string;
  readonly choice: readonly string[];
  readonly length?: string;
}

/** `tolk option`: the fields of its own that a brand has for customers. */
export function optionCommands(program: Command, context: CliContext): void {
  const family = program.command('option').description('customer options: fields of its own that a brand has for customers');

  family.command('define').description('define an option, or change its definition; stored values stay as they are')
    .argument('<name>')
    .requiredOption('--brand <name>')
    .option('--type <type>', 'what values must look like: date, choice ...; a wrong type is answered with all there are', 'text')
    .option('--choice <value>', 'a value of a choice; may be given more than once', collect, [])
    .option('--length <characters>', 'most characters of a value (default: setting OPTION_LENGTH)')
    .action((name: string, { brand, type, choice, length }: DefineOptions) => context.scope(brand, async (scope) => {
      const { defineOption } = await import('../../customer/index.ts');
      const maxLength = length === undefined ? null : Number(length);
      const definition = await defineOption(scope, { name, type, choices: choice, maxLength });
      context.print(definition, `defined option ${name}`);
    }));

  family.command('list').description('the options of a brand, in the order in which answers have them')
    .requiredOption('--brand <name>')
    .action(({ brand }: { readonly brand: string }) => context.scope(brand, async (scope) => {
      const { listOptions } = await import('../../customer/index.ts');
      const options = await listOptions(scope);
      context.print(options, columns(['name', 'type', 'length', 'choices'], options.map(({ name, type, maxLength, choices }) =>
        [name, type, String(maxLength ?? scope.limits.OPTION_LENGTH), choices.join(', ')])));
    }));
}
