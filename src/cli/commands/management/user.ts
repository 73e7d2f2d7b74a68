import type { Command } from 'commander';
import {
  allowBrand, brandByName, createUser, deactivateUser, deleteUser, listUsers, reactivateUser, userByName, withdrawBrand,
} from '../../../access/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';
import { collect } from '../settings-arguments.ts';

const TRANSITIONS = [
  ['deactivate', deactivateUser, 'put a user and its tokens to sleep', 'is inactive: its tokens are refused'],
  ['reactivate', reactivateUser, 'wake a user; the same tokens work again', 'is active: its tokens work'],
  ['delete', deleteUser, 'delete a user; its tokens are dead for good', 'is deleted: its tokens are dead for good'],
] as const;

/** `tolk user`: owners of tokens, a connected system each. */
export function userCommands(program: Command, context: CliContext): void {
  const family = program.command('user').description('owners of tokens; one for each connected system');

  family.command('create').description('make a user').argument('<name>', 'shown as author of all it changes')
    .option('--brand <name>', 'brand it may have tokens of; may be given more than once', collect, [])
    .action((given: string, { brand: names }: { brand: string[] }) => context.store(async (sql) => {
      const brands = await Promise.all(names.map((name) => brandByName(sql, name)));
      const user = await createUser(sql, { name: given, brandIds: brands.map(({ id }) => id) });
      context.print({ ...user, brands: brands.map(({ name }) => name) }, `made user ${user.name}`);
    }));

  family.command('list').description('all users, deleted ones too; times in UTC').action(() => context.store(async (sql) => {
    const users = await listUsers(sql);
    context.print(users, columns(['id', 'name', 'state', 'last active', 'created', 'brands'], users.map((user) =>
      [user.id, user.name, user.state, user.lastActiveAt, user.createdAt, user.brands.join(', ')])));
  }));

  for (const [verb, act, description, outcome] of TRANSITIONS) {
    family.command(verb).description(description).argument('<name>')
      .action((given: string) => context.store(async (sql) => {
        const user = await userByName(sql, given);
        await act(sql, context.actor, user.id);
        context.print(user, `user ${user.name} ${outcome}`);
      }));
  }

  family.command('allow').description('let a user have tokens of a brand').argument('<name>')
    .requiredOption('--brand <name>')
    .action((given: string, { brand: name }: { brand: string }) => context.store(async (sql) => {
      const [user, brand] = [await userByName(sql, given), await brandByName(sql, name)];
      await allowBrand(sql, user.id, brand.id);
      context.print(user, `user ${user.name} may have tokens of ${brand.name}`);
    }));

  family.command('withdraw').description('take a brand from a user; its tokens of it are dead for good')
    .argument('<name>').requiredOption('--brand <name>')
    .action((given: string, { brand: name }: { brand: string }) => context.store(async (sql) => {
      const [user, brand] = [await userByName(sql, given), await brandByName(sql, name)];
      await withdrawBrand(sql, context.actor, user.id, brand.id);
      context.print(user, `user ${user.name} has no tokens of ${brand.name} any more`);
    }));
}
