import { type Command, Option } from 'commander';
import type { ListedRun, RunState } from '../../schedule/index.ts';
import type { CliContext } from '../context.ts';
import { followRun } from '../follow-run.ts';
import { columns } from '../output.ts';
import { outline } from '../outline.ts';

interface BrandOption {
  readonly brand: string;
}

interface ListOptions extends BrandOption {
  readonly state?: RunState;
  readonly kind?: string;
  readonly limit?: string;
}

const STATES = ['queued', 'running', 'done', 'failed', 'dead', 'cancelled'] as const satisfies readonly RunState[];

/** `tolk run`: long work, how far it is and why not. */
export function runCommands(program: Command, context: CliContext): void {
  const family = program.command('run').description('long work: exports and the like, how far each is, and why not');

  family.command('list').description('the newest runs of a brand; times in its zone')
    .requiredOption('--brand <name>')
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .option('--kind <kind>', 'only those of this kind, e.g. export')
    .option('--limit <number>', 'most runs (default 100)')
    .action(({ brand, limit, ...rest }: ListOptions) => context.scope(brand, async (scope) => {
      const { listRuns } = await import('../../schedule/index.ts');
      const { items } = await listRuns(scope, { ...rest, limit: limit === undefined ? undefined : Number(limit) });
      const headings = ['id', 'kind', 'name', 'state', 'by', 'created', 'ended', 'counters', 'error'];
      context.print(items, columns(headings, items.map((run) => [
        run.id, run.kind, run.name, run.state, run.startedBy, run.createdAt, run.endedAt ?? '', counted(run),
        (run.error ?? '').split('\n')[0] ?? '',
      ])));
    }));

  family.command('show').description('one run').argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .option('--follow', 'wait until it has ended; exit code 1 when it is not done then')
    .action((id: string, { brand, follow }: BrandOption & { readonly follow?: boolean }) =>
      context.scope(brand, async (scope) => {
        if (follow) return followRun(scope, context, id);
        const { runById } = await import('../../schedule/index.ts');
        const run = await runById(scope, id);
        context.print(run, outline(run));
      }));

  family.command('cancel').description('end a run; what its finished steps have done stays')
    .argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { cancelRun } = await import('../../schedule/index.ts');
      const run = await cancelRun(scope, id);
      context.print(run, run.endedAt === null ? `run ${id} stops after its step under way` : `run ${id} is cancelled`);
    }));

  family.command('retry').description('let a run go on that failed, died or was cancelled, behind its last finished step')
    .argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { retryRun } = await import('../../schedule/index.ts');
      context.print(await retryRun(scope, id), `run ${id} is queued`);
    }));
}

function counted({ counters }: ListedRun): string {
  return Object.entries(counters).map(([name, count]) => `${name} ${count}`).join(', ');
}
