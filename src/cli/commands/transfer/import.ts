import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { jsonOf } from '../../json-file.ts';
import { columns, shown } from '../../output.ts';
import { lookCommand } from './import-look.ts';
import { runCommand } from './import-run.ts';

interface BrandOption {
  readonly brand: string;
}

/** `tolk import`: what is read from files. */
export function importCommands(program: Command, context: CliContext): void {
  const family = program.command('import').description('files of customers and rows; docs/imports.md tells how');

  family.command('list').description('the imports of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listImports } = await import('../../../transfer/index.ts');
      const all = await listImports(scope);
      context.print(all, columns(['id', 'name', 'into', 'location', 'file'], all.map(({ id, name, target, file }) =>
        [id, name, target.kind === 'rows' ? `rows of ${target.table}` : target.kind, file.location, file.name])));
    }));

  family.command('save').description('save the import in a file under its name; one that is there is replaced')
    .argument('<file>', 'JSON as printed by show; - reads it from stdin')
    .requiredOption('--brand <name>')
    .action(async (file: string, { brand }: BrandOption) => {
      const { readImport, saveImport } = await import('../../../transfer/index.ts');
      const wish = readImport(await jsonOf(file));
      await context.scope(brand, async (scope) => {
        const { id, name } = await saveImport(scope, wish);
        context.print({ id, name }, `saved import ${name} (${id})`);
      });
    });

  family.command('show').description('print an import as JSON')
    .argument('<import>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findImport } = await import('../../../transfer/index.ts');
      const found = await findImport(scope, called);
      const { name, target, columns: asked, format, file, notify } = found;
      context.print(found, JSON.stringify({ name, target, columns: asked, format, file, notify }, null, 2));
    }));

  lookCommand(family, context);

  runCommand(family, context);

  family.command('bad').description('the first records that a run of an import could not take; its file has them all')
    .argument('<run>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .action((run: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { badRecords } = await import('../../../transfer/index.ts');
      const all = await badRecords(scope, run);
      context.print(all, all.map(({ line, cells, why }) => `line ${line}: ${shown(why)}\n  ${shown(cells.join(' | '))}`).join('\n'));
    }));

  family.command('remove').description('remove an import; its files and runs stay')
    .argument('<import>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeImport } = await import('../../../transfer/index.ts');
      await removeImport(scope, called);
      context.print({ removed: called }, `removed import ${called}`);
    }));
}
