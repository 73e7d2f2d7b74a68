import type { Command } from 'commander';
import type { HistoryEntry } from '../../customer/index.ts';
import type { CliContext } from '../context.ts';
import { columns } from '../output.ts';

/** `tolk customer`: what operators look up about one customer. */
export function customerCommands(program: Command, context: CliContext): void {
  const family = program.command('customer').description('what happened to a customer');

  family.command('history').description('the changes to a customer, oldest first; a deleted one has them without values')
    .argument('<id>', 'number of the customer')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: { readonly brand: string }) => context.scope(brand, async (scope) => {
      const { customerHistory } = await import('../../customer/index.ts');
      const entries = await customerHistory(scope, id);
      context.print(entries, columns(['at', 'act', 'by', 'door', 'changes'], entries.map((entry) =>
        [entry.changedAt, entry.act, entry.changedBy, entry.door, shown(entry)])));
    }));
}

/** `lastname: "Visser" -> "Bakker"; password`: quoted, so that each change stays on one line. */
function shown({ changes }: HistoryEntry): string {
  return Object.entries(changes).map(([field, [was, is]]) => {
    if (was === undefined || is === undefined) return field;
    return `${field}: ${JSON.stringify(was ?? '')} -> ${JSON.stringify(is ?? '')}`;
  }).join('; ');
}
