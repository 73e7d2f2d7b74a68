import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { ExitCode } from '../problem.ts';
import { checkDatabase, checkQueue, checkSchema, checkServer } from './doctor-database.ts';
import type { Finding } from './doctor-finding.ts';
import { checkFiles, checkGateway, checkNode, checkSettings } from './doctor-machine.ts';

/** `tolk doctor`: everything that can be wrong with an installation, looked at from outside of it. */
export function doctorCommands(program: Command, context: CliContext): void {
  program.command('doctor').description('check the installation; ends with 1 when something is broken')
    .action(async () => {
      const findings = await examine(context);
      context.print(findings, findings.map(({ state, text }) => `${state.padEnd(6)}${text}`).join('\n'));
      if (findings.some(({ state }) => state === 'fail')) process.exitCode = ExitCode.failure;
    });
}

/** What cannot be looked at, because something before it is broken, is left out. */
async function examine(context: CliContext): Promise<Finding[]> {
  const settings = checkSettings(context);
  const findings = [checkNode(), ...settings];
  if (settings.some(({ state }) => state === 'fail')) return findings;
  findings.push(...checkFiles(context.config));
  findings.push(...await checkDatabase(context.config, async (sql) => {
    const server = await checkServer(sql);
    const schema = await checkSchema(sql);
    const isCurrent = schema.every(({ state }) => state === 'ok');
    return [...server, ...schema, ...(isCurrent ? await checkQueue(sql, context.config) : [])];
  }));
  findings.push(await checkGateway(context.config));
  return findings;
}
