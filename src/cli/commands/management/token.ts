import type { Command } from 'commander';
import {
  brandByName, createToken, DEFAULT_RIGHTS, listTokens, revokeToken, RIGHTS, tokenActs, userByName,
} from '../../../access/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';
import { collect } from '../settings-arguments.ts';

interface CreateOptions {
  readonly brand: string;
  readonly user: string;
  readonly rights?: string;
  readonly expires?: string;
  readonly allow: readonly string[];
  readonly label?: string;
}

interface BrandOption {
  readonly brand: string;
}

/** `tolk token`: what clients show; each opens one brand in the name of one user. */
export function tokenCommands(program: Command, context: CliContext): void {
  const family = program.command('token').description('what clients show: each opens one brand in the name of one user');

  family.command('create').description('make a token and print it; it is shown this once and kept nowhere')
    .requiredOption('--brand <name>', 'brand that it opens')
    .requiredOption('--user <name>', 'its owner, who must have access to the brand')
    .option('--rights <list>', `some of ${RIGHTS.join(',')} (default ${DEFAULT_RIGHTS.join(',')})`)
    .option('--expires <time>', 'YYYY-MM-DD or "YYYY-MM-DD HH:MM" in the zone of the brand (default: never)')
    .option('--allow <network>', 'address or CIDR it may be used from; may be given more than once', collect, [])
    .option('--label <text>', 'to know it by in the list')
    .action(({ rights, ...options }: CreateOptions) => context.store(async (sql) => {
      const [brand, user] = [await brandByName(sql, options.brand), await userByName(sql, options.user)];
      const input = { ...options, brand, user, rights: rights?.split(/[\s,]+/).filter((right) => right !== '') };
      const made = await createToken(sql, context.actor, input, context.config);
      context.print(made, made.token);
    }));

  family.command('list').description('all tokens of a brand, dead ones too; times in the zone of the brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.store(async (sql) => {
      const tokens = await listTokens(sql, (await brandByName(sql, brand)).id, context.config.OWNER_IDLE);
      const headings = ['id', 'user', 'state', 'label', 'rights', 'allow', 'active from', 'expires', 'last used'];
      context.print(tokens, columns(headings, tokens.map((token) => [
        token.id, token.user, token.state, token.label, token.rights.join(','), token.allow.join(','),
        token.activeFrom, token.expiresAt ?? 'never', token.lastUsedAt ?? 'never',
      ])));
    }));

  family.command('revoke').description('end tokens for good').argument('<id...>', 'numbers from tolk token list')
    .requiredOption('--brand <name>')
    .action((ids: string[], { brand }: BrandOption) => context.store(async (sql) => {
      const { id: brandId } = await brandByName(sql, brand);
      await sql.transaction(async (trx) => {
        for (const id of ids) await revokeToken(trx, context.actor, brandId, id);
      });
      context.print({ revoked: ids }, ids.map((id) => `token ${id} is revoked`).join('\n'));
    }));

  family.command('log').description('what happened to a token; times in the zone of the brand').argument('<id>')
    .requiredOption('--brand <name>')
    .action((id: string, { brand }: BrandOption) => context.store(async (sql) => {
      const acts = await tokenActs(sql, (await brandByName(sql, brand)).id, id);
      context.print(acts, columns(['act', 'at', 'by', 'door'], acts.map(({ act, at, actor, door }) => [act, at, actor, door])));
    }));
}
