import type { Command } from 'commander';
import type { ModelChange } from '../../datamodel/index.ts';
import type { CliContext } from '../context.ts';
import { jsonOf } from '../json-file.ts';
import { print } from '../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface ApplyOptions extends BrandOption {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `tolk datamodel`: the tables of a brand, as a file that can be kept beside code. */
export function datamodelCommands(program: Command, context: CliContext): void {
  const family = program.command('datamodel').description('the tables that a brand defines for itself, and their relations');

  family.command('export').description('print the definition as JSON')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { createDatamodel } = await import('../../datamodel/index.ts');
      print(JSON.stringify(await createDatamodel().definition(scope), null, 2));
    }));

  family.command('apply').description('make the definition that of a file, if nothing is lost by it')
    .argument('<file>', 'JSON as printed by export; - reads it from stdin')
    .requiredOption('--brand <name>')
    .option('--dry-run', 'only tell what would change, and how many values or rows it would take away')
    .option('--force', 'take the losses')
    .action(async (file: string, { brand, dryRun = false, force = false }: ApplyOptions) => {
      const { createDatamodel, readDefinition } = await import('../../datamodel/index.ts');
      const definition = readDefinition(await jsonOf(file));
      await context.scope(brand, async (scope) => {
        const changes = await createDatamodel().change(scope, () => definition, { dryRun, force });
        context.print(changes, changes.map(shown).join('\n') || 'no changes');
      });
    });

  family.command('views').description('print SQL that makes a typed view per table, in a schema of the brand\'s own')
    .requiredOption('--brand <name>')
    .option('--apply', 'make them now; again after each change of the definition')
    .action(({ brand, apply }: BrandOption & { readonly apply?: boolean }) => context.scope(brand, async (scope) => {
      const { makeViews, viewStatements } = await import('../../datamodel/index.ts');
      if (apply) {
        const { schema, views } = await makeViews(scope);
        context.print({ schema, views }, `made ${views.length} views in schema ${schema}`);
      } else {
        const statements = ['begin', ...await viewStatements(scope), 'commit'];
        context.print(statements, statements.map((one) => `${one};\n`).join('\n'));
      }
    }));
}

function shown({ change, loses }: ModelChange): string {
  return loses === 0 ? change : `${change} (loses ${loses})`;
}
