import { accessSync, constants, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { refuseExposure } from '../../server/index.ts';
import { KEY_FILES } from '../../vault/index.ts';
import type { CliContext } from '../context.ts';
import { endingOf } from '../problem.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { gatewayUrl } from '../gateway-url.ts';

const OPEN_TO_OTHERS = 0o077;
const GATEWAY_WAIT = 2_000;

/** tolk.js has refused an older one already. */
export function checkNode(): Finding {
  return ok(`Node ${process.versions.node}`);
}

export function checkSettings(context: CliContext): Finding[] {
  try {
    refuseExposure(context.config);
    return [ok('settings')];
  } catch (error) {
    return [fail(`settings: ${endingOf(error).line ?? ''}`)];
  }
}

/** Files that open everything must be closed to other users of the machine; those of TLS must be readable. */
export function checkFiles({ TOLK_DATA, TLS_KEY, TLS_CERT, TLS_CLIENT_CA }: Config): Finding[] {
  const secrets = [...globSync([...KEY_FILES, 'postgres/pg*/secret'], { cwd: TOLK_DATA }).map((name) => join(TOLK_DATA, name)),
    ...(TLS_KEY === undefined ? [] : [TLS_KEY])];
  const given = [TLS_CERT, TLS_KEY, TLS_CLIENT_CA].filter((file) => file !== undefined);
  return [...secrets.flatMap(checkSecret), ...given.flatMap(checkReadable)];
}

function checkSecret(file: string): Finding[] {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return [];
  if ((mode & OPEN_TO_OTHERS) === 0) return [ok(`${file} is closed to others`)];
  return [fail(`${file} is open to other users of this machine: run chmod 600 on it`)];
}

function checkReadable(file: string): Finding[] {
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch (error) {
    return [fail(endingOf(error).line ?? file)];
  }
}

/** Whether a gateway with these settings runs on this machine; it need not. */
export async function checkGateway(config: Config): Promise<Finding> {
  const url = `${gatewayUrl(config)}/readyz`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(GATEWAY_WAIT) });
    return status === 200 ? ok(`gateway: ${url} is ready`) : warn(`gateway: ${url} is not ready (${status})`);
  } catch (error) {
    const { cause = error } = error as Error;
    return warn(`gateway: ${url} does not answer (${(cause as { code?: string }).code ?? String(cause)})`);
  }
}
