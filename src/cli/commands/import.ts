import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { FileLook } from '../../transfer/index.ts';
import type { CliContext } from '../context.ts';
import { columns } from '../output.ts';

interface LookOptions extends Readonly<Record<string, string | undefined>> {
  readonly brand: string;
  readonly location?: string;
}

/** `tolk import`: files of customers. */
export function importCommands(program: Command, context: CliContext): void {
  const family = program.command('import').description('files of customers; docs/files.md tells which');

  family.command('look').description('look at a file before it is imported: format, columns, first records, bad ones')
    .argument('<file>', 'file of this machine, or with --location its name there')
    .requiredOption('--brand <name>')
    .option('--location <location>', 'number or name of the location where the file lies')
    .option('--kind <kind>', 'csv, fixed or xml')
    .option('--charset <charset>', 'utf-8, windows-1252, utf-16le or utf-16be')
    .option('--delimiter <character>', 'between cells; tab for a tab')
    .option('--quote <character>', 'around cells; an empty text for none')
    .option('--header <true|false>', 'whether the first record names the columns')
    .option('--widths <list>', 'characters of each column of a fixed length: 4,8,6')
    .option('--record <name>', 'XML element that is a record')
    .action((file: string, { brand, location, ...given }: LookOptions) => context.scope(brand, async (scope) => {
      const { lookAt, readFormatWish, withLocation } = await import('../../transfer/index.ts');
      const wish = readFormatWish(given);
      const look = location === undefined
        ? await lookAt(scope, createReadStream(file), wish)
        : await withLocation(scope, location, async (store) => lookAt(scope, await store.read(file), wish));
      context.print(look, described(look));
    }));
}

function described({ format, columns: named, first, bad, counts, isWhole, remarks }: FileLook): string {
  const { kind, charset, lineEnd, delimiter, quote, header, record } = format;
  const details: Readonly<Record<FileLook['format']['kind'], string>> = {
    csv: `delimiter ${shown(delimiter)}, quote ${quote === '' ? 'none' : quote}, ${header ? 'with' : 'without'} a header`,
    fixed: `${header ? 'with' : 'without'} a header`,
    xml: `records <${record}>`,
  };
  const lines = named.map(({ name, field, option }, place) =>
    [String(place + 1), shown(name), field ?? (option === null ? '' : `option ${option}`), shown(first[0]?.[place] ?? '')]);
  return [
    `${kind}, ${charset}, ${lineEnd}, ${details[kind]}`,
    `${counts.good} good records, ${counts.bad} bad${isWhole ? '' : '; there are more'}`,
    ...remarks,
    '', columns(['', 'column', 'means', 'first value'], lines),
    ...(bad.length === 0 ? [] : ['', ...bad.map(({ line, raw, why }) => `line ${line} ${why}: ${shown(raw)}`)]),
  ].join('\n');
}

/** What a terminal could take for a command is not sent to it. */
function shown(text: string): string {
  return text.slice(0, 100).replaceAll(/[\0-\x1f\x7f-\x9f]/g, (char) => (char === '\t' ? '\\t' : char === '\n' ? '\\n' : '?'));
}
