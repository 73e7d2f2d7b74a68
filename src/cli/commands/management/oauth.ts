import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface AddOptions extends BrandOption {
  readonly user: string;
  readonly scope: readonly string[];
  readonly redirect: readonly string[];
  readonly description?: string;
}

const collect = (value: string, before: readonly string[]) => [...before, value];

/** `tolk oauth`: applications of others that get their tokens by OAuth 2. */
export function oauthCommands(program: Command, context: CliContext): void {
  const family = program.command('oauth').description('clients of the OAuth 2 server; docs/webhooks.md tells how');

  family.command('list').description('the OAuth clients of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listOauthClients } = await import('../../../access/index.ts');
      const all = await listOauthClients(scope);
      context.print(all, columns(['id', 'client id', 'name', 'scopes', 'user'], all.map((each) =>
        [each.id, each.clientId, each.name, each.scopes.join(' '), each.user.name])));
    }));

  family.command('add').description('register an OAuth client; its secret is printed once')
    .argument('<name>', 'shown to who is asked for consent')
    .requiredOption('--brand <name>')
    .requiredOption('--user <name>', 'the author of what it does by itself')
    .requiredOption('--scope <scope>', 'what its tokens can open; may be repeated', collect, [])
    .option('--redirect <address>', 'where authorization codes may be sent; may be repeated', collect, [])
    .option('--description <text>')
    .action((name: string, { brand, user, scope: scopes, redirect: redirectUris, description }: AddOptions) =>
      context.scope(brand, async (scope) => {
        const { createOauthClient, userByName } = await import('../../../access/index.ts');
        const { id: userId } = await userByName(scope.sql, user);
        const { client, secret } = await createOauthClient(scope, { name, description, scopes, redirectUris, userId });
        context.print({ ...client, secret }, `client ${client.id}\nclient id ${client.clientId}\nsecret ${secret}`);
      }));

  family.command('remove').description('end an OAuth client, with all its tokens')
    .argument('<client>', 'its number')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeOauthClient } = await import('../../../access/index.ts');
      await removeOauthClient(scope, id);
      context.print({ removed: id }, `removed OAuth client ${id}`);
    }));
}
