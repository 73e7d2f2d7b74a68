import type { Command } from 'commander';
import { brandByName, BRAND_SETTINGS, createBrand, listBrands, setBrand } from '../../../access/index.ts';
import type { Brand } from '../../../db/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';
import { readAssignments } from '../settings-arguments.ts';

/** `tolk brand`: the tenants of the house. */
export function brandCommands(program: Command, context: CliContext): void {
  const family = program.command('brand').description('tenants: each has its own customers, groups and tokens');
  const about = `timeZone, ${BRAND_SETTINGS.join(', ')}`;

  family.command('create').description('make a brand').argument('<name>')
    .argument('[setting=value...]', about)
    .action((name: string, given: string[]) => context.store(async (sql) => {
      const { timeZone, settings } = readAssignments(given);
      const brand = await createBrand(sql, { name, timeZone, settings });
      context.print(brand, `made brand ${brand.name}`);
    }));

  family.command('list').description('all brands with their settings').action(() => context.store(async (sql) => {
    const brands = await listBrands(sql);
    const headings = ['id', 'name', 'timeZone', ...BRAND_SETTINGS];
    context.print(brands, columns(headings, brands.map(({ id, name, timeZone, settings }) =>
      [id, name, timeZone, ...BRAND_SETTINGS.map((setting) => settings[setting])])));
  }));

  family.command('set').description('change settings of a brand; every instance takes them over').argument('<name>')
    .argument('<setting=value...>', `${about}; setting=default takes the default back`)
    .action((name: string, given: string[]) => context.store(async (sql) => {
      const change = readAssignments(given);
      const brand = await setBrand(sql, (await brandByName(sql, name)).id, change);
      context.print(brand, shown(brand));
    }));
}

function shown({ timeZone, settings }: Brand): string {
  return [`timeZone=${timeZone}`, ...BRAND_SETTINGS.map((setting) => `${setting}=${settings[setting]}`)].join('\n');
}
