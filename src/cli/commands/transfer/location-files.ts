import { open, unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';
import { countedBytes } from '../../progress.ts';
import { unreadable } from '../../unreadable.ts';

interface BrandOption {
  readonly brand: string;
}

/** `tolk location files`, `get`, `put`, `move`, `remove-file`: what lies in a location. */
export function locationFileCommands(family: Command, context: CliContext): void {
  family.command('files').description('the files of a location, oldest first')
    .argument('<location>', 'its number or name')
    .argument('[pattern]', 'folder, * and ?, date variables: in/orders_{Y}{m}{d}*.csv', '*')
    .requiredOption('--brand <name>')
    .action((called: string, pattern: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listLocationFiles } = await import('../../../transfer/index.ts');
      const files = await listLocationFiles(scope, called, pattern);
      context.print(files, columns(['size', 'modified', 'name'],
        files.map(({ size, modifiedAt, name }) => [String(size), modifiedAt, name])));
    }));

  family.command('get').description('copy a file from a location')
    .argument('<location>', 'its number or name').argument('<file>', 'its name there')
    .argument('<target>', 'file to make here; one that is there is not overwritten')
    .requiredOption('--brand <name>')
    .action((called: string, file: string, target: string, { brand }: BrandOption) =>
      context.scope(brand, async (scope) => {
        const { openFile } = await import('../../../transfer/index.ts');
        const source = await openFile(scope, called, file);
        try {
          await written(countedBytes(source, source.size), target);
        } finally {
          source.destroy();
        }
        context.print({ file, target }, `copied ${file} to ${target}`);
      }));

  family.command('put').description('copy a file to a location; a taken name gets a suffix')
    .argument('<location>', 'its number or name').argument('<source>', 'file here').argument('<file>', 'its name there')
    .requiredOption('--brand <name>')
    .action(async (called: string, source: string, file: string, { brand }: BrandOption) => {
      const opened = await open(source).catch(unreadable(source));
      await context.scope(brand, async (scope) => {
        const { putFile } = await import('../../../transfer/index.ts');
        const { size } = await opened.stat();
        const { name } = await putFile(scope, called, file, countedBytes(opened.createReadStream(), size));
        context.print({ file: name }, `copied ${source} to ${name}`);
      }).finally(() => opened.close());
    });

  family.command('move').description('move a file within a location; a taken name gets a suffix')
    .argument('<location>', 'its number or name').argument('<from>').argument('<to>')
    .requiredOption('--brand <name>')
    .action((called: string, from: string, to: string, { brand }: BrandOption) =>
      context.scope(brand, async (scope) => {
        const { withLocation } = await import('../../../transfer/index.ts');
        const name = await withLocation(scope, called, (store) => store.move(from, to));
        context.print({ file: name }, `moved ${from} to ${name}`);
      }));

  family.command('remove-file').description('remove a file from a location')
    .argument('<location>', 'its number or name').argument('<file>', 'its name there')
    .requiredOption('--brand <name>')
    .action((called: string, file: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { withLocation } = await import('../../../transfer/index.ts');
      await withLocation(scope, called, (store) => store.remove(file));
      context.print({ removed: file }, `removed ${file}`);
    }));
}

/** Makes a file of all that comes; of what breaks off nothing stays. */
async function written(source: AsyncIterable<Uint8Array>, target: string): Promise<void> {
  const file = await open(target, 'wx');
  try {
    await pipeline(source, file.createWriteStream());
  } catch (error) {
    await unlink(target);
    throw error;
  }
}
