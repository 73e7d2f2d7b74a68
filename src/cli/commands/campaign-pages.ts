import type { Command } from 'commander';
import type { LinkKeys } from '../../campaign/index.ts';
import type { CliContext } from '../context.ts';
import { publicUrl } from '../gateway-url.ts';
import { columns } from '../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface UrlsOptions extends BrandOption {
  readonly renew?: string;
}

interface KeyOptions extends BrandOption {
  readonly rotate?: boolean;
}

/** Commands about the public pages of campaigns. @param family `tolk campaign` */
export function campaignPageCommands(family: Command, context: CliContext): void {
  family.command('urls').description('the public addresses of a campaign, which work while it runs')
    .argument('<campaign>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--renew <object>', 'give this object another address first: the one that it had works no more')
    .action((called: string, { brand, renew }: UrlsOptions) => context.scope(brand, async (scope) => {
      const { renewUrl, urlsOfCampaign } = await import('../../campaign/index.ts');
      if (renew !== undefined) await renewUrl(scope, called, renew);
      const origin = publicUrl(context.config);
      const urls = (await urlsOfCampaign(scope, called)).map(({ path, ...rest }) => ({ ...rest, url: origin + path }));
      context.print(urls, columns(['object', 'type', 'url'], urls.map(({ object, type, url }) => [object, type, url])));
    }));

  family.command('link-key').description('the keys with which customer data in links is encrypted; the first one is in use')
    .requiredOption('--brand <name>')
    .option('--rotate', 'make a new one first; links that are out need the older ones')
    .action(({ brand, rotate = false }: KeyOptions) => context.scope(brand, async (scope) => {
      const { linkKeys, renewLinkKey } = await import('../../campaign/index.ts');
      const keys = shown(await (rotate ? renewLinkKey(scope) : linkKeys(scope)));
      context.print(keys, columns(['id', 'key'], keys.map(({ id, key }) => [String(id), key])));
    }));
}

function shown({ key: inUse, older }: LinkKeys): { readonly id: number; readonly key: string }[] {
  return [inUse, ...older].map(({ id, bytes }) => ({ id, key: bytes.toString('base64url') }));
}
