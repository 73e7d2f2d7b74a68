import type { CliContext } from '../context.ts';
import { checkDatabase, checkQueue, checkSchema, checkServer } from './database.ts';
import type { Finding } from './finding.ts';
import { checkFiles, checkGateway, checkNode, checkSettings } from './machine.ts';
import { checkVault } from './vault.ts';

/** Looks at everything. What cannot be looked at, because something before it is broken, is left out. */
export async function examine(context: CliContext): Promise<Finding[]> {
  const settings = checkSettings(context);
  const findings = [checkNode(), ...settings];
  if (settings.some(({ state }) => state === 'fail')) return findings;
  findings.push(...checkFiles(context.config));
  findings.push(...await checkDatabase(context.config, async (sql) => {
    const server = await checkServer(sql);
    const schema = await checkSchema(sql);
    if (schema.some(({ state }) => state === 'fail')) return [...server, ...schema];
    return [
      ...server, ...schema, ...await checkQueue(sql, context.config), ...await checkVault(sql, context.config),
    ];
  }));
  findings.push(await checkGateway(context.config));
  return findings;
}
