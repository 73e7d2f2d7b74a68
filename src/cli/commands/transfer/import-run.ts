import { open } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { Scope } from '../../../db/index.ts';
import type { ImportDefinition } from '../../../transfer/index.ts';
import type { CliContext } from '../../context.ts';
import { complain, shown } from '../../output.ts';
import { unreadable } from '../../unreadable.ts';

interface RunOptions {
  readonly brand: string;
  readonly file?: string;
  readonly name?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly follow?: boolean;
}

/** Bad records that are told at once. */
const TOLD = 10;

/** Where files of this machine are put that are only tried: a folder that no import picks from by itself. */
const TRIED = 'tried';

/** `tolk import run`. */
export function runCommand(family: Command, context: CliContext): void {
  family.command('run').description('run an import now; a running service does the work')
    .argument('<import>', 'its number or name')
    .requiredOption('--brand <name>')
    .addOption(new Option('--file <file>', 'file of this machine, which is put where the import picks files up')
      .conflicts('name'))
    .option('--name <name>', 'file at the location of the import; default: those that fit its pattern and are new')
    .option('--force', 'also a file that was imported before')
    .option('--dry-run', 'tell what would happen, and change nothing; waits when a --file is given')
    .option('--follow', 'wait until it has ended; exit code 1 when it is not done then')
    .action((called: string, options: RunOptions) => context.scope(options.brand, async (scope) => {
      const { findImport } = await import('../../../transfer/index.ts');
      const definition = await findImport(scope, called);
      const { file, dryRun = false } = options;
      if (file === undefined) return run({ scope, context, definition }, options);
      const name = await put(scope, definition, dryRun ? TRIED : '', file);
      if (!dryRun) return run({ scope, context, definition }, { ...options, name });
      try {
        await run({ scope, context, definition }, { ...options, name, follow: true });
      } finally {
        await takeAway(scope, definition, name);
      }
    }));
}

interface Parts {
  readonly scope: Scope;
  readonly context: CliContext;
  readonly definition: ImportDefinition;
}

async function run({ scope, context, definition }: Parts, options: RunOptions): Promise<void> {
  const { name: file, force, dryRun, follow = false } = options;
  const { badRecords, startImport } = await import('../../../transfer/index.ts');
  const runId = await startImport(scope, definition.id, { file, force, dryRun });
  if (!follow) return context.print({ run: runId, file }, `run ${runId} of import ${definition.name} is queued`);
  const { followRun } = await import('../../follow-run.ts');
  await followRun(scope, context, runId);
  const bad = await badRecords(scope, runId);
  for (const { line, why } of bad.slice(0, TOLD)) complain(`line ${line} is bad: ${shown(why)}`);
  if (bad.length > TOLD) complain(`more of them: tolk import bad ${runId} --brand ${JSON.stringify(options.brand)}`);
}

/** Puts a file of this machine below the folder where the import picks files up. @returns its name there */
async function put(
  scope: Scope, { file: { name }, locationId }: ImportDefinition, folder: string, local: string,
): Promise<string> {
  const { putFile, resolveName } = await import('../../../transfer/index.ts');
  const opened = await open(local).catch(unreadable(local));
  const picked = path.posix.dirname(resolveName(name, new Date(), scope.brand.timeZone));
  const wish = path.posix.join(picked, folder, path.basename(local));
  return (await putFile(scope, locationId, wish, opened.createReadStream()).finally(() => opened.close())).name;
}

async function takeAway(scope: Scope, { locationId }: ImportDefinition, name: string): Promise<void> {
  const { withLocation } = await import('../../../transfer/index.ts');
  await withLocation(scope, locationId, (store) => store.remove(name));
}
