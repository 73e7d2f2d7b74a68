/** Runs the `tolk` command as people do: as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readConfig } from '../../src/config.ts';
import { startService, type Service } from '../../src/app/service.ts';
import { createLog } from '../../src/log.ts';

export const TOLK = join(import.meta.dirname, '..', '..', 'src', 'cli', 'tolk.js');

/** Only these and PATH are in its environment, so that the settings of who runs the tests do not matter. */
export type Settings = Readonly<Record<string, string>>;

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function startTolk(args: readonly string[], env: Settings, nodeOptions: readonly string[] = []) {
  return spawn(process.execPath, [...nodeOptions, TOLK, ...args], {
    env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function tolk(
  args: readonly string[], env: Settings = {}, nodeOptions: readonly string[] = [],
): Promise<Outcome> {
  const child = startTolk(args, env, nodeOptions);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, out, err };
}

/** A gateway in this process, on a free port. */
export function startGateway(env: Settings): Promise<Service> {
  return startService({ config: readConfig({ PORT: '0', ...env }), log: createLog('silent') });
}
