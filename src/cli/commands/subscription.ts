import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Subscriptions } from '../../webhook/index.ts';
import type { CliContext } from '../context.ts';
import { columns } from '../output.ts';
import { ExitCode, Problem } from '../problem.ts';

interface BrandOption {
  readonly brand: string;
}

interface SetOptions extends BrandOption {
  readonly name?: string;
  readonly url?: string;
  readonly events?: readonly string[];
  readonly on?: boolean;
  readonly off?: boolean;
  readonly newSecret?: boolean;
}

const room = () => import('../../webhook/index.ts');

/** Runs work that may call out, and lets go of its connections. */
async function calling<Result>(context: CliContext, work: (acts: Subscriptions) => Promise<Result>): Promise<Result> {
  const [{ createSubscriptions }, { createHttpOut }, { createLog }] =
    await Promise.all([room(), import('../../http-out/index.ts'), import('../../log.ts')]);
  const httpOut = createHttpOut(context.config);
  try {
    return await work(createSubscriptions({ httpOut, log: createLog('silent') }));
  } finally {
    await httpOut.close();
  }
}

const listOf = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '');

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number.');
}

/** `tolk subscription`: who is told what happens. */
export function subscriptionCommands(program: Command, context: CliContext): void {
  const family = program.command('subscription').description('other systems that are told what happens (webhooks)');
  const of = (command: Command) => command
    .argument('<subscription>', 'its number or name').requiredOption('--brand <name>');

  family.command('list').description('the subscriptions of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listSubscriptions } = await room();
      const all = await listSubscriptions(scope);
      context.print(all, columns(['id', 'name', 'state', 'events', 'url'], all.map((one) => [
        one.id, one.name, one.isOn ? one.failingSince === null ? 'on' : 'failing' : 'off', one.events.join(','), one.url,
      ])));
    }));

  family.command('add').description('make a subscription; prints its secret, this once')
    .argument('<name>', 'what it is called')
    .requiredOption('--brand <name>')
    .requiredOption('--url <address>', 'where it is told')
    .requiredOption('--events <names>', 'what it is told: customer.changed,run.ended', listOf)
    .option('--off', 'tell it nothing yet')
    .action((name: string, { brand, url, events = [], off = false }: SetOptions) =>
      context.scope(brand, (scope) => calling(context, async ({ create }) => {
        const made = await create(scope, { name, url: url ?? '', events, isOn: !off });
        context.print(made, made.secret);
      })));

  of(family.command('show').description('one subscription'))
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const found = await (await room()).findSubscription(scope, called);
      context.print(found, columns(['', ''], Object.entries(found).map(([name, value]) => [name, String(value ?? '')])));
    }));

  of(family.command('set').description('change a subscription, or switch it on or off'))
    .option('--name <name>', 'what it is called from now on')
    .option('--url <address>', 'where it is told')
    .option('--events <names>', 'what it is told', listOf)
    .option('--new-secret', 'give it a new secret and print that, this once; the old one signs too for a while')
    .addOption(new Option('--on', 'tell it again').conflicts('off'))
    .option('--off', 'tell it nothing any more')
    .action((called: string, { brand, on, off, newSecret, ...change }: SetOptions) =>
      context.scope(brand, (scope) => calling(context, async (acts) => {
        const { rotateSecret } = await room();
        const isOn = on ? true : off ? false : undefined;
        const changed = await acts.change(scope, called, { ...change, isOn });
        if (newSecret === true) {
          const made = await rotateSecret(scope, changed.id);
          context.print(made, made.secret);
        } else context.print(changed, `subscription ${changed.name} is ${changed.isOn ? 'on' : 'off'}`);
      })));

  of(family.command('remove').description('remove a subscription and its deliveries'))
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      await (await room()).removeSubscription(scope, called);
      context.print({ removed: called }, `removed subscription ${called}`);
    }));

  of(family.command('test').description('send a signed ping and show the answer; exit code 1 when it is not taken'))
    .action((called: string, { brand }: BrandOption) =>
      context.scope(brand, (scope) => calling(context, async ({ ping }) => {
        const came = await ping(scope, called);
        const said = came.error ?? `answered ${came.status}${came.answer === '' ? '' : `: ${came.answer}`}`;
        context.print(came, said);
        if (!came.isTaken) throw new Problem(`Subscription ${called} did not take the ping`, ExitCode.failure);
      })));

  of(family.command('deliveries').description('what it was told, newest first'))
    .option('--state <state>', 'waiting, sending, delivered or failed')
    .option('--limit <count>', 'at most so many', wholeNumber)
    .option('--before <id>', 'older ones than this')
    .action((called: string, { brand, state, ...rest }: BrandOption & DeliveriesOptions) =>
      context.scope(brand, async (scope) => {
        const { DELIVERY_STATES, listDeliveries } = await room();
        const asked = DELIVERY_STATES.find((known) => known === state);
        if (asked !== state) throw new Problem(`There is no state ${state}: ${DELIVERY_STATES.join(', ')}`, ExitCode.usage);
        const { items } = await listDeliveries(scope, called, { ...rest, state: asked });
        const headings = ['id', 'event', 'state', 'attempts', 'status', 'created', 'due', 'why'];
        context.print(items, columns(headings, items.map((one) => [
          one.id, one.event, one.state, String(one.attempts), String(one.status ?? ''), one.createdAt, one.dueAt ?? '',
          one.error ?? (one.state === 'delivered' ? '' : one.answer?.split('\n', 1)[0] ?? ''),
        ])));
      }));

  of(family.command('replay').description('send a delivery again, or all that have failed since a time'))
    .option('--delivery <id>', 'this one')
    .option('--since <time>', 'all that have failed of what happened since: "YYYY-MM-DD HH:MM:SS" in the zone of the brand')
    .action((called: string, { brand, delivery, since }: BrandOption & ReplayOptions) =>
      context.scope(brand, async (scope) => {
        const { replayDelivery, replayFailed } = await room();
        if ((delivery === undefined) === (since === undefined)) {
          throw new Problem('Give either --delivery or --since', ExitCode.usage);
        }
        if (delivery !== undefined) {
          const again = await replayDelivery(scope, called, delivery);
          context.print(again, `delivery ${again.id} is sent again`);
        } else {
          const replayed = await replayFailed(scope, called, since ?? '');
          context.print({ replayed }, `${replayed} deliveries are sent again`);
        }
      }));
}

interface DeliveriesOptions {
  readonly state?: string;
  readonly limit?: number;
  readonly before?: string;
}

interface ReplayOptions {
  readonly delivery?: string;
  readonly since?: string;
}
