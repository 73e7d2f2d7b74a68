import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { hiddenInput } from '../../hidden-input.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

/** `tolk secret`: what campaigns send to other systems to be let in. */
export function secretCommands(program: Command, context: CliContext): void {
  const family = program.command('secret').description('secrets that campaigns send to other systems, as {{secret.NAME}}');

  family.command('list').description('the secrets of a brand, without their values')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listSecrets } = await import('../../../access/index.ts');
      const all = await listSecrets(scope);
      context.print(all, columns(['name', 'set', 'by'], all.map((one) => [one.name, one.modifiedAt, one.modifiedBy])));
    }));

  family.command('set').description('set a secret, or change it: its value comes from stdin, or is asked for')
    .argument('<name>', 'letters, digits, _ and -')
    .requiredOption('--brand <name>')
    .action(async (name: string, { brand }: BrandOption) => {
      const value = await hiddenInput(`Value of ${name}: `);
      await context.scope(brand, async (scope) => {
        const { setSecret } = await import('../../../access/index.ts');
        await setSecret(scope, name, value);
        context.print({ set: name }, `set secret ${name}`);
      });
    });

  family.command('remove').description('forget a secret; calls that name it fail from now on')
    .argument('<name>')
    .requiredOption('--brand <name>')
    .action((name: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeSecret } = await import('../../../access/index.ts');
      await removeSecret(scope, name);
      context.print({ removed: name }, `removed secret ${name}`);
    }));
}
