import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { brandCommands } from './commands/management/brand.ts';
import { callCommands } from './commands/call.ts';
import { certCommands } from './commands/management/cert.ts';
import { campaignCommands } from './commands/campaign.ts';
import { customerCommands } from './commands/customer.ts';
import { datamodelCommands } from './commands/datamodel.ts';
import { doctorCommands } from './commands/doctor.ts';
import { exportCommands } from './commands/transfer/export.ts';
import { importCommands } from './commands/transfer/import.ts';
import { keyCommands } from './commands/management/key.ts';
import { locationCommands } from './commands/transfer/location.ts';
import { migrateCommands } from './commands/migrate.ts';
import { oauthCommands } from './commands/management/oauth.ts';
import { optionCommands } from './commands/option.ts';
import { profileCommands } from './commands/profile.ts';
import { runCommands } from './commands/transfer/run.ts';
import { scheduleCommands } from './commands/transfer/schedule.ts';
import { secretCommands } from './commands/management/secret.ts';
import { serveCommands } from './commands/serve.ts';
import { subscriptionCommands } from './commands/subscription.ts';
import { tokenCommands } from './commands/management/token.ts';
import { triggerCommands } from './commands/transfer/trigger.ts';
import { userCommands } from './commands/management/user.ts';
import { webhookCommands } from './commands/webhook.ts';
import { createContext, type CliContext } from './context.ts';
import { complain, tolerateClosedPipes } from './output.ts';
import { endingOf } from './problem.ts';
import { Program } from './program.ts';

type AddCommands = (program: Command, context: CliContext) => void;

/** Every family of commands, in the order of the help text. */
const FAMILIES: readonly AddCommands[] = [
  serveCommands, migrateCommands, brandCommands, userCommands, tokenCommands, optionCommands,
  customerCommands, datamodelCommands, profileCommands, campaignCommands,
  locationCommands, importCommands, triggerCommands,
  exportCommands, scheduleCommands, runCommands, subscriptionCommands, webhookCommands, certCommands, secretCommands,
  oauthCommands, callCommands, keyCommands, doctorCommands,
];

/**
 * Runs one command line and sets the exit code. Nothing is thrown: errors become one line on stderr.
 * @param args without node and script
 */
export async function main(args: readonly string[]): Promise<void> {
  tolerateClosedPipes();
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { exitCode, line, code } = endingOf(error);
    process.exitCode = exitCode;
    if (line === undefined) return;
    complain(program.opts<{ json?: boolean }>().json ? JSON.stringify({ error: line, code }) : `tolk: ${line}`);
  }
}

function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  const program = new Program('tolk')
    .description('SOAP-compatible integration gateway on PostgreSQL')
    .version(version)
    .option('--json', 'print results and errors as JSON')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'tolk: ')) });
  const context = createContext(program);
  for (const add of FAMILIES) add(program, context);
  return program;
}
