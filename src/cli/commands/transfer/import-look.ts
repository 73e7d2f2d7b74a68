import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import type { FileLook, ImportLook } from '../../../transfer/index.ts';
import type { CliContext } from '../../context.ts';
import { columns, shown } from '../../output.ts';
import { unreadable } from '../../unreadable.ts';

interface LookOptions extends Readonly<Record<string, string | undefined>> {
  readonly brand: string;
  readonly import?: string;
  readonly location?: string;
}

/** `tolk import look`: what a file is, before anything is stored. */
export function lookCommand(family: Command, context: CliContext): void {
  family.command('look').description('look at a file before it is imported: format, columns, first records, bad ones')
    .argument('<file>', 'file of this machine, or with --location its name there')
    .requiredOption('--brand <name>')
    .option('--location <location>', 'number or name of the location where the file lies')
    .option('--import <import>', 'number or name of the import that is to read it; shows what it makes of it')
    .option('--kind <kind>', 'csv, fixed or xml')
    .option('--charset <charset>', 'utf-8, windows-1252, utf-16le or utf-16be')
    .option('--delimiter <character>', 'between cells; tab for a tab')
    .option('--quote <character>', 'around cells; an empty text for none')
    .option('--header <true|false>', 'whether the first record names the columns')
    .option('--widths <list>', 'characters of each column of a fixed length: 4,8,6')
    .option('--record <name>', 'XML element that is a record')
    .action((file: string, { brand, import: called, location, ...given }: LookOptions) =>
      context.scope(brand, async (scope) => {
        const { findImport, lookAt, lookForImport, readFormatWish, withLocation } = await import('../../../transfer/index.ts');
        const wish = readFormatWish(given);
        const definition = called === undefined ? undefined : await findImport(scope, called);
        const look = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
          if (definition === undefined) {
            const seen = await lookAt(scope, source, wish);
            return context.print(seen, described(seen));
          }
          const seen = await lookForImport(scope, definition, source, wish);
          context.print(seen, `${described(seen)}\n\n${mapped(seen)}`);
        };
        if (location === undefined) await look((await open(file).catch(unreadable(file))).createReadStream());
        else await withLocation(scope, location, async (store) => look(await store.read(file)));
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

/** The first records as the import takes them, one below the other. */
function mapped({ targets, mapped: records }: ImportLook): string {
  return records.map(({ line, values, why }) => {
    if (values === null) return `line ${line} is bad: ${shown(why ?? '')}`;
    const lines = targets.map((target, place) => `  ${target}: ${shown(values[place] ?? '')}`.trimEnd());
    return [`line ${line} fills`, ...lines].join('\n');
  }).join('\n');
}
