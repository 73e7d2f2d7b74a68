import { type Command, Option } from 'commander';
import { createLog } from '../../../log.ts';
import type { Missed } from '../../../schedule/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface AddOptions extends BrandOption {
  readonly kind: string;
  readonly subject: string;
  readonly rule: string;
  readonly missed?: Missed;
  readonly off?: boolean;
}

interface SetOptions extends BrandOption {
  readonly name?: string;
  readonly subject?: string;
  readonly rule?: string;
  readonly missed?: Missed;
  readonly on?: boolean;
  readonly off?: boolean;
}

const RULES = 'in the zone of the brand: "hourly :15", "daily 02:30", "weekly mon 06:00", "monthly last", or cron: "0 6 * * 1-5"';
const missedOption = () =>
  new Option('--missed <what>', 'what becomes of times that passed while no service ran').choices(['once', 'skip'] satisfies Missed[]);

/** The room, with the kinds of runs that there are; loaded when it is needed, as it brings much along. */
async function room() {
  const [schedule, { runKinds }] = await Promise.all([import('../../../schedule/index.ts'), import('../../../app/run-kinds.ts')]);
  return { ...schedule, ...schedule.createSchedules({ kinds: runKinds, log: createLog('silent') }) };
}

/** `tolk schedule`: what is started again and again. */
export function scheduleCommands(program: Command, context: CliContext): void {
  const family = program.command('schedule').description('what is started again and again, in the zone of the brand');

  family.command('list').description('the schedules of a brand; times in its zone')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listSchedules } = await room();
      const all = await listSchedules(scope);
      context.print(all, columns(['id', 'name', 'kind', 'subject', 'rule', 'missed', 'next'], all.map((one) => [
        one.id, one.name, one.kind, one.subjectId, one.rule, one.missed, one.nextDueAt ?? 'off',
      ])));
    }));

  family.command('add').description('make a schedule')
    .argument('<name>', 'what it is called')
    .requiredOption('--brand <name>')
    .requiredOption('--subject <name>', 'number or name of what it runs')
    .requiredOption('--rule <when>', RULES)
    .option('--kind <kind>', 'kind of what it runs', 'export')
    .addOption(missedOption())
    .option('--off', 'do not start anything yet')
    .action((name: string, { brand, off = false, ...wish }: AddOptions) => context.scope(brand, async (scope) => {
      const { create } = await room();
      const made = await create(scope, { name, ...wish, isOn: !off });
      context.print(made, `schedule ${name} is ${made.isOn ? `next due at ${made.nextDueAt}` : 'off'}`);
    }));

  family.command('set').description('change a schedule, or turn it on or off')
    .argument('<schedule>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--name <name>', 'what it is called from now on')
    .option('--subject <name>', 'number or name of what it runs')
    .option('--rule <when>', RULES)
    .addOption(missedOption())
    .addOption(new Option('--on', 'start from now on').conflicts('off'))
    .option('--off', 'start nothing any more')
    .action((called: string, { brand, on, off, ...change }: SetOptions) => context.scope(brand, async (scope) => {
      const { findSchedule, change: changeSchedule } = await room();
      const { id } = await findSchedule(scope, called);
      const isOn = on ? true : off ? false : undefined;
      const changed = await changeSchedule(scope, id, { ...change, isOn });
      context.print(changed, `schedule ${changed.name} is ${changed.isOn ? `next due at ${changed.nextDueAt}` : 'off'}`);
    }));

  family.command('remove').description('remove a schedule; its runs stay').argument('<schedule>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { deleteSchedule, findSchedule } = await room();
      await deleteSchedule(scope, (await findSchedule(scope, called)).id);
      context.print({ removed: called }, `removed schedule ${called}`);
    }));
}
