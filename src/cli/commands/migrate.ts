import { Option, type Command } from 'commander';
import { migrate } from '../../db/index.ts';
import type { CliContext } from '../context.ts';
import { migrateQueue, openDatabase } from '../database.ts';
import { columns } from '../output.ts';

/** `tolk migrate`: the schema in the hands of a DBA. The service itself migrates at start. */
export function migrateCommands(program: Command, context: CliContext): void {
  const family = program.command('migrate').description('the schema of the database');
  const database = { migrated: false };

  family.command('up').description('apply every step that is missing').action(() =>
    openDatabase(context.config, database, async ({ address }) => {
      const applied = await migrate.up(address.directUrl);
      await migrateQueue(address.directUrl);
      context.print({ applied }, applied.length === 0 ? 'nothing to apply' : applied.map((name) => `applied ${name}`).join('\n'));
    }));

  family.command('down').description('take back the newest step, with the data that only it can hold').action(() =>
    openDatabase(context.config, database, async ({ address }) => {
      const reverted = await migrate.down(address.directUrl);
      context.print({ reverted }, reverted.length === 0 ? 'nothing to take back' : reverted.map((name) => `took back ${name}`).join('\n'));
    }));

  family.command('status').description('every step, applied or missing').action(() =>
    openDatabase(context.config, database, async ({ sql }) => {
      const steps = await migrate.status(sql);
      context.print(steps, columns(['step', 'state'], steps.map(({ name, applied }) => [name, applied ? 'applied' : 'missing'])));
    }));

  family.command('sql').description('show the SQL that up (or down) would run, and run nothing')
    .addOption(new Option('--direction <direction>', 'which way').choices(['up', 'down']).default('up'))
    .action(({ direction }: { direction: 'up' | 'down' }) => openDatabase(context.config, database, async ({ sql }) => {
      const text = await migrate.sql(sql, direction);
      context.print({ direction, sql: text }, text);
    }));
}
