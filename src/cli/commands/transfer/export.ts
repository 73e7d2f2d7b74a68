import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { jsonOf } from '../../json-file.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface RunOptions extends BrandOption {
  readonly follow?: boolean;
}

/** `tolk export`: what is written to files. */
export function exportCommands(program: Command, context: CliContext): void {
  const family = program.command('export').description('customers and rows written to CSV files; docs/exports.md tells how');

  family.command('list').description('the exports of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listExports } = await import('../../../export/index.ts');
      const all = await listExports(scope);
      context.print(all, columns(['id', 'name', 'source', 'location', 'file'], all.map(({ id, name, source, file }) =>
        [id, name, source.kind + (source.changedOnly ? ' (changed only)' : ''), file.location, file.name])));
    }));

  family.command('save').description('save the export in a file under its name; one that is there is replaced')
    .argument('<file>', 'JSON as printed by show; - reads it from stdin')
    .requiredOption('--brand <name>')
    .action(async (file: string, { brand }: BrandOption) => {
      const { readExport, saveExport } = await import('../../../export/index.ts');
      const wish = readExport(await jsonOf(file));
      await context.scope(brand, async (scope) => {
        const { id, name } = await saveExport(scope, wish);
        context.print({ id, name }, `saved export ${name} (${id})`);
      });
    });

  family.command('show').description('print an export as JSON')
    .argument('<export>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findExport } = await import('../../../export/index.ts');
      const found = await findExport(scope, called);
      const { name, source, columns: wanted, dialect, file, notify } = found;
      context.print(found, JSON.stringify({ name, source, columns: wanted, dialect, file, notify }, null, 2));
    }));

  family.command('run').description('run an export now; a running service does the work')
    .argument('<export>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--follow', 'wait until it has ended; exit code 1 when it is not done then')
    .action((called: string, { brand, follow = false }: RunOptions) => context.scope(brand, async (scope) => {
      const { startExport } = await import('../../../export/index.ts');
      const runId = await startExport(scope, called);
      if (!follow) return context.print({ run: runId }, `run ${runId} of export ${called} is queued`);
      const { followRun } = await import('../../follow-run.ts');
      await followRun(scope, context, runId);
    }));

  family.command('remove').description('remove an export; its files and runs stay')
    .argument('<export>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeExport } = await import('../../../export/index.ts');
      await removeExport(scope, called);
      context.print({ removed: called }, `removed export ${called}`);
    }));
}
