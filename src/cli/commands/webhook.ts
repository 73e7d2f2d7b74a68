import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { publicUrl } from '../gateway-url.ts';
import { jsonOf } from '../json-file.ts';
import { columns } from '../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface AddOptions extends BrandOption {
  readonly user?: string;
  readonly unlimited?: boolean;
}

interface SetOptions extends BrandOption {
  /** false: none */
  readonly campaign?: string | false;
  readonly certificates?: boolean;
}

interface CallsOptions extends BrandOption {
  readonly failed?: boolean;
}

/** `tolk webhook`: what outside systems send as JSON. */
export function webhookCommands(program: Command, context: CliContext): void {
  const family = program.command('webhook')
    .description('addresses that take JSON from outside and store what their mapping names; docs/webhooks.md tells how');

  family.command('list').description('the webhooks of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listWebhooks, RECEIVER_PATH } = await import('../../webhook/index.ts');
      const below = publicUrl(context.config) + RECEIVER_PATH;
      const all = (await listWebhooks(scope)).map((each) => ({ ...each, url: `${below}/${each.endpoint}` }));
      context.print(all, columns(['id', 'name', 'url', 'state', 'mapped'], all.map((each) => [
        each.id, each.name, each.url, each.isOn ? 'on' : 'off', String(each.mapping.length),
      ])));
    }));

  family.command('add').description('make a webhook; with --user it gets a token of its own, whose text is printed once')
    .argument('<name>')
    .requiredOption('--brand <name>')
    .option('--user <name>', 'owner of its own token: the author of all that it stores; without one user tokens open it')
    .option('--unlimited', 'its calls do not count for the daily limit of the brand')
    .action((name: string, { brand, user, unlimited = false }: AddOptions) => context.scope(brand, async (scope) => {
      const [{ userByName }, { createWebhook, RECEIVER_PATH }] =
        [await import('../../access/index.ts'), await import('../../webhook/index.ts')];
      const ownerId = user === undefined ? undefined : (await userByName(scope.sql, user)).id;
      const { webhook, token } = await createWebhook(scope, { name, ownerId, isLimited: !unlimited });
      const url = `${publicUrl(context.config)}${RECEIVER_PATH}/${webhook.endpoint}`;
      const lines = [`webhook ${webhook.id}, ${url}`, ...(token === undefined ? [] : [`token ${token}`])];
      context.print({ ...webhook, url, tokenText: token ?? null }, lines.join('\n'));
    }));

  family.command('show').description('print what a webhook has learned, and its mapping')
    .argument('<webhook>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findWebhook } = await import('../../webhook/index.ts');
      const found = await findWebhook(scope, called);
      const learned = (found.structure ?? []).map(({ path, kind }) => [path, kind]);
      const seen = found.structure === null ? 'no call has come yet' : columns(['path', 'kind'], learned);
      context.print(found, `${seen}\n\n${JSON.stringify(found.mapping, null, 2)}`);
    }));

  family.command('map').description('give a webhook the mapping in a file, in the place of the one it has')
    .argument('<webhook>', 'its number or name')
    .argument('<file>', 'JSON as printed by show; - reads it from stdin')
    .requiredOption('--brand <name>')
    .action(async (called: string, file: string, { brand }: BrandOption) => {
      const { changeWebhook, readMapping } = await import('../../webhook/index.ts');
      const mapping = readMapping(await jsonOf(file));
      await context.scope(brand, async (scope) => {
        const { name } = await changeWebhook(scope, called, { mapping });
        context.print({ mapped: name, entries: mapping.length }, `webhook ${name} maps ${mapping.length} values`);
      });
    });

  family.command('set').description('change what a webhook does')
    .argument('<webhook>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--campaign <campaign>', 'number or name of the campaign that each call sets off')
    .option('--no-campaign', 'let calls set none off')
    .option('--certificates', 'take calls that show a certificate of the brand, too')
    .option('--no-certificates', 'take calls with a token only')
    .action((called: string, { brand, campaign, certificates }: SetOptions) => context.scope(brand, async (scope) => {
      const { changeWebhook } = await import('../../webhook/index.ts');
      const webhook = await changeWebhook(scope, called, {
        ...(campaign !== undefined && { campaign: campaign === false ? null : campaign }),
        ...(certificates !== undefined && { takesCertificates: certificates }),
      });
      const off = webhook.campaign === null ? 'no campaign' : `campaign ${webhook.campaign}`;
      const by = webhook.takesCertificates ? 'tokens and certificates' : 'tokens';
      context.print(webhook, `webhook ${webhook.name} sets off ${off}, and takes ${by}`);
    }));

  for (const [word, isOn] of [['on', true], ['off', false]] as const) {
    family.command(word).description(isOn ? 'let a webhook take calls' : 'refuse the calls of a webhook')
      .argument('<webhook>', 'its number or name')
      .requiredOption('--brand <name>')
      .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
        const { changeWebhook } = await import('../../webhook/index.ts');
        const { name } = await changeWebhook(scope, called, { isOn });
        context.print({ webhook: name, isOn }, `webhook ${name} is ${word}`);
      }));
  }

  family.command('forget').description('let the next call teach a webhook anew what calls look like')
    .argument('<webhook>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { forgetStructure } = await import('../../webhook/index.ts');
      await forgetStructure(scope, called);
      context.print({ forgotten: called }, `webhook ${called} learns from its next call`);
    }));

  family.command('calls').description('the newest calls of a webhook, up to 1000')
    .argument('<webhook>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--failed', 'only those that were refused')
    .action((called: string, { brand, failed = false }: CallsOptions) => context.scope(brand, async (scope) => {
      const { listCalls } = await import('../../webhook/index.ts');
      const { items } = await listCalls(scope, called, { limit: 1000, failed });
      context.print(items, columns(['id', 'at', 'by', 'status', 'bytes', 'error'], items.map((call) =>
        [call.id, call.calledAt, call.calledBy, String(call.status), String(call.bytes), call.error ?? ''])));
    }));

  family.command('replay').description('play a call again that is kept, with the mapping as it is now')
    .argument('<webhook>', 'its number or name')
    .argument('<call>', 'number of the call')
    .requiredOption('--brand <name>')
    .action((called: string, callId: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const [{ createDatamodel }, { Receiver }] =
        [await import('../../datamodel/index.ts'), await import('../../webhook/index.ts')];
      const echo = await new Receiver(createDatamodel()).replay(scope, called, callId);
      context.print(echo, JSON.stringify(echo));
    }));

  family.command('remove').description('remove a webhook and its own token; what it stored stays')
    .argument('<webhook>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeWebhook } = await import('../../webhook/index.ts');
      await removeWebhook(scope, called);
      context.print({ removed: called }, `removed webhook ${called}`);
    }));
}
