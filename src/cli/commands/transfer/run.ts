import { type Command, Option } from 'commander';
import type { ListedRun, RunState } from '../../../schedule/index.ts';
import type { OutcomePart } from '../../../transfer/index.ts';
import type { CliContext } from '../../context.ts';
import { followRun } from '../../follow-run.ts';
import { columns } from '../../output.ts';
import { outline } from '../../outline.ts';

interface BrandOption {
  readonly brand: string;
}

interface ListOptions extends BrandOption {
  readonly state?: RunState;
  readonly kind?: string;
  readonly limit?: string;
}

interface CustomersOptions extends BrandOption {
  readonly which: OutcomePart;
  readonly limit?: string;
  readonly after?: string;
}

const PARTS = ['all', 'new', 'updated'] as const satisfies readonly OutcomePart[];
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
      const { listRuns } = await import('../../../schedule/index.ts');
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
        const { runById } = await import('../../../schedule/index.ts');
        const run = await runById(scope, id);
        context.print(run, outline(run));
      }));

  family.command('cancel').description('end a run; what its finished steps have done stays')
    .argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { cancelRun } = await import('../../../schedule/index.ts');
      const run = await cancelRun(scope, id);
      context.print(run, run.endedAt === null ? `run ${id} stops after its step under way` : `run ${id} is cancelled`);
    }));

  family.command('retry').description('let a run go on that failed, died or was cancelled, behind its last finished step')
    .argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { retryRun } = await import('../../../schedule/index.ts');
      context.print(await retryRun(scope, id), `run ${id} is queued`);
    }));

  family.command('customers').description('numbers of the customers that a run of an import made and met')
    .argument('<id>', 'number from tolk run list')
    .requiredOption('--brand <name>')
    .addOption(new Option('--which <which>', 'those it made, those it changed, or both and those found as they are')
      .choices(PARTS).default('all'))
    .option('--limit <number>', 'most customers (default LIST_MAX)')
    .option('--after <number>', 'those behind the last one of the page before')
    .action((id: string, { brand, which, limit, after }: CustomersOptions) => context.scope(brand, async (scope) => {
      const { customersOfRunPage } = await import('../../../transfer/index.ts');
      const wish = { which, after, limit: limit === undefined ? undefined : Number(limit) };
      const { ids } = await customersOfRunPage(scope, id, wish);
      context.print(ids, ids.join('\n'));
    }));
}

function counted({ counters }: ListedRun): string {
  return Object.entries(counters).map(([name, count]) => `${name} ${count}`).join(', ');
}
