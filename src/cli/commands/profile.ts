import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { jsonOf } from '../json-file.ts';
import { columns } from '../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface SaveOptions extends BrandOption {
  readonly name: string;
}

/** `tolk profile`: saved conditions on customers. */
export function profileCommands(program: Command, context: CliContext): void {
  const family = program.command('profile').description('saved conditions on customers (segments); docs/rest.md has the grammar');

  family.command('list').description('the profiles of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listProfiles } = await import('../../profile/index.ts');
      const profiles = await listProfiles(scope);
      context.print(profiles, columns(['id', 'name', 'modified', 'by'],
        profiles.map(({ id, name, modifiedAt, modifiedBy }) => [id, name, modifiedAt, modifiedBy])));
    }));

  family.command('save').description('save the condition in a file under a name; one that is there gets the new condition')
    .argument('<file>', 'JSON of the condition, as printed by show; - reads it from stdin')
    .requiredOption('--brand <name>')
    .requiredOption('--name <name>', 'what it is called')
    .action(async (file: string, { brand, name }: SaveOptions) => {
      const condition = await jsonOf(file);
      await context.scope(brand, async (scope) => {
        const { saveProfile } = await import('../../profile/index.ts');
        const profile = await saveProfile(scope, { name, condition });
        context.print(profile, `saved profile ${name} (${profile.id})`);
      });
    });

  family.command('show').description('print the condition of a profile as JSON')
    .argument('<profile>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((profile: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findProfile } = await import('../../profile/index.ts');
      const found = await findProfile(scope, profile);
      context.print(found, JSON.stringify(found.condition, null, 2));
    }));

  family.command('count').description('how many customers a profile has now')
    .argument('<profile>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((profile: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { countOfProfile, profileQuery } = await import('../../profile/index.ts');
      const count = await countOfProfile(scope, () => profileQuery(scope, profile));
      context.print({ count: Number(count) }, count);
    }));

  family.command('remove').description('remove a profile; its customers are not touched')
    .argument('<profile>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((profile: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { removeProfile } = await import('../../profile/index.ts');
      await removeProfile(scope, profile);
      context.print({ removed: profile }, `removed profile ${profile}`);
    }));
}
