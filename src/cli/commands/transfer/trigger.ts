import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { jsonOf } from '../../json-file.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

/** `tolk trigger`: folders in which a file is imported as soon as it is there. */
export function triggerCommands(program: Command, context: CliContext): void {
  const family = program.command('trigger')
    .description('CSV triggers: folders in which a file is imported as soon as it is there; docs/triggers.md tells how');

  family.command('list').description('the CSV triggers of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listTriggers } = await import('../../../transfer/index.ts');
      const all = await listTriggers(scope);
      context.print(all, columns(['id', 'name', 'location', 'folder', 'import', 'on', 'problem'], all.map((one) =>
        [one.id, one.name, one.location, one.folder, one.import, one.isOn ? 'yes' : 'no', one.problem ?? ''])));
    }));

  family.command('save').description('save the trigger in a file under its name; one that is there is replaced')
    .argument('<file>', 'JSON as printed by show; - reads it from stdin')
    .requiredOption('--brand <name>')
    .action(async (file: string, { brand }: BrandOption) => {
      const { readTrigger, saveTrigger } = await import('../../../transfer/index.ts');
      const wish = readTrigger(await jsonOf(file));
      await context.scope(brand, async (scope) => {
        const { id, name } = await saveTrigger(scope, wish);
        context.print({ id, name }, `saved trigger ${name} (${id})`);
      });
    });

  family.command('show').description('print a trigger as JSON')
    .argument('<trigger>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findTrigger } = await import('../../../transfer/index.ts');
      const found = await findTrigger(scope, called);
      const { name, location, folder, import: taker, group, notify, isOn } = found;
      context.print(found, JSON.stringify({ name, location, folder, import: taker, group, notify, isOn }, null, 2));
    }));

  family.command('files').description('the files of its folders, newest first')
    .argument('<trigger>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listTriggerFiles } = await import('../../../transfer/index.ts');
      const files = await listTriggerFiles(scope, called);
      context.print(files, columns(['state', 'seen', 'ended', 'run', 'place', 'error'], files.map((one) =>
        [one.state, one.firstSeenAt, one.endedAt ?? '', one.runId ?? '', one.place, one.error ?? ''])));
    }));

  family.command('remove').description('remove a trigger; a file that it has taken is imported and moved on nevertheless')
    .argument('<trigger>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeTrigger } = await import('../../../transfer/index.ts');
      await removeTrigger(scope, called);
      context.print({ removed: called }, `removed trigger ${called}`);
    }));
}
