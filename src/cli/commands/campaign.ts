import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { jsonOf } from '../json-file.ts';
import { columns, complain } from '../output.ts';
import { campaignPageCommands } from './campaign-pages.ts';

interface BrandOption {
  readonly brand: string;
}

interface ShowOptions extends BrandOption {
  readonly svg?: boolean;
}

interface RestartOptions extends BrandOption {
  readonly wipe?: boolean;
}

interface ExportOptions extends BrandOption {
  readonly at?: string;
}

function warn({ warnings }: { readonly warnings: readonly string[] }): void {
  for (const warning of warnings) complain(`tolk: ${warning}`);
}

/** `tolk campaign`: graphs through which customers go. */
export function campaignCommands(program: Command, context: CliContext): void {
  const family = program.command('campaign').description('graphs through which customers go; docs/campaigns.md tells how');

  family.command('list').description('the campaigns of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listCampaigns } = await import('../../campaign/index.ts');
      const all = await listCampaigns(scope);
      const lines = all.map(({ id, name, state, version, runningVersion, startedAt }) =>
        [id, name, state, String(version), String(runningVersion ?? ''), startedAt ?? '']);
      context.print(all, columns(['id', 'name', 'state', 'version', 'runs', 'started'], lines));
    }));

  family.command('show').description('draw a campaign with its counts, as Mermaid text')
    .argument('<campaign>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--svg', 'as a picture')
    .action((called: string, { brand, svg = false }: ShowOptions) => context.scope(brand, async (scope) => {
      const { drawCampaign, figuresOf, findCampaign, pictureOfCampaign } = await import('../../campaign/index.ts');
      const campaign = await findCampaign(scope, called);
      const objects = await figuresOf(scope, campaign);
      const drawing = svg ? await pictureOfCampaign(objects, scope.limits) : drawCampaign(objects);
      context.print({ ...campaign, objects }, drawing);
    }));

  family.command('export').description('print the definition of a campaign as JSON')
    .argument('<campaign>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--at <version>', 'default: the newest')
    .action((called: string, { brand, at }: ExportOptions) => context.scope(brand, async (scope) => {
      const { definitionOf, findCampaign } = await import('../../campaign/index.ts');
      const { id, version } = await findCampaign(scope, called);
      const definition = await definitionOf(scope, id, at === undefined ? version : Number(at));
      context.print(definition, JSON.stringify(definition, null, 2));
    }));

  family.command('apply').description('save the campaign in a file under its name; one that is there gets a new version')
    .argument('<file>', 'JSON as printed by export; - reads it from stdin')
    .requiredOption('--brand <name>')
    .action(async (file: string, { brand }: BrandOption) => {
      const given = await jsonOf(file);
      await context.scope(brand, async (scope) => {
        const { applyCampaign } = await import('../../campaign/index.ts');
        const saved = await applyCampaign(scope, given);
        const { id, name, version, state, runningVersion } = saved;
        warn(saved);
        const hint = state === 'stopped' || runningVersion === version ? '' : '; it runs after tolk campaign restart';
        context.print({ id, name, version }, `saved campaign ${name} (${id}), version ${version}${hint}`);
      });
    });

  const changing = (command: string, description: string) => family.command(command).description(description)
    .argument('<campaign>', 'its number or name')
    .requiredOption('--brand <name>');

  changing('start', 'start the newest version of a campaign; a running service moves its members')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { startCampaign } = await import('../../campaign/index.ts');
      const campaign = await startCampaign(scope, called);
      warn(campaign);
      context.print(campaign, `campaign ${campaign.name} runs in version ${campaign.version}`);
    }));

  changing('stop', 'stop a campaign and cancel what was planned; its members stay members')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { stopCampaign } = await import('../../campaign/index.ts');
      const campaign = await stopCampaign(scope, called);
      context.print(campaign, `campaign ${campaign.name} is ${campaign.state}`);
    }));

  changing('restart', 'stop a campaign and start its newest version')
    .option('--wipe', 'begin its statistics anew')
    .action((called: string, { brand, wipe = false }: RestartOptions) => context.scope(brand, async (scope) => {
      const { restartCampaign } = await import('../../campaign/index.ts');
      const campaign = await restartCampaign(scope, called, wipe ? 'wipe' : 'keep');
      warn(campaign);
      context.print(campaign, `campaign ${campaign.name} is ${campaign.state}, and starts again`);
    }));

  changing('remove', 'delete a campaign, running or not')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeCampaign } = await import('../../campaign/index.ts');
      await removeCampaign(scope, called);
      context.print({ removed: called }, `removed campaign ${called}`);
    }));

  campaignPageCommands(family, context);
}
