/** A door server on a free port, with settings of the test's choice and a log that stays in memory. */
import type { RequestListener } from 'node:http';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createDoorServer, type DoorServer } from '../../src/server/index.ts';

export interface TestServer {
  readonly url: string;
  readonly server: DoorServer;
  readonly lines: readonly string[];
}

export async function serve(listener: RequestListener, env: Record<string, string> = {}): Promise<TestServer> {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  const config = readConfig({ DRAIN_GRACE: '0', DRAIN_LIMIT: '5000', ...env });
  const server = await createDoorServer(config, log, listener);
  return { url: await server.listen('127.0.0.1', 0), server, lines };
}
