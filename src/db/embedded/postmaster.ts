/** The server process: starting one, and stopping one. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { give, serverEnvironment, type Cluster } from './cluster.ts';
import { isAlive, isServerOf, pidFilePath, readPidFile } from './process.ts';

export type ServerSettings = Readonly<Record<string, string>>;

export interface Postmaster {
  readonly port: number;
  /** true once the process has ended, or could not be started at all */
  hasEnded(): boolean;
}

/**
 * Loopback only, no socket file; and nothing personal in the log: no statements, no values of violated keys.
 */
const ALWAYS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};
const LOG_MOST = 10 * 1024 * 1024;
const STOP_LIMIT = 30_000;
const STOP_POLL = 20;

/** Starts a server; it may still end soon after, for one because another process was first. */
export async function launch(
  cluster: Cluster, settings: ServerSettings, wantedPort?: number,
): Promise<Postmaster> {
  clearStalePidFile(cluster.data);
  const port = wantedPort ?? await freePort();
  const options = Object.entries({ ...ALWAYS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = [
    ...cluster.identity.prefix, cluster.binaries.postgres, '-D', cluster.data, '-p', String(port), ...options,
  ];
  const log = openLog(cluster);
  // detached: a Ctrl-C in the terminal must not end the database before our own shutdown has run
  const child = spawn(file, args, {
    ...cluster.identity.owner, cwd: '/', env: serverEnvironment(), detached: true, stdio: ['ignore', log, log],
  });
  let ended = false;
  child.once('error', () => { ended = true; }).once('exit', () => { ended = true; }).unref();
  closeSync(log);
  return { port, hasEnded: () => ended };
}

/**
 * PostgreSQL itself clears a pid file whose process is dead or another user's, but not one whose number now
 * belongs to another process of the same user. Read twice, so that the file of a server that starts this
 * moment stays.
 */
function clearStalePidFile(data: string): void {
  const found = readPidFile(data);
  if (!found || !isAlive(found.pid) || isServerOf(data, found.pid)) return;
  if (readPidFile(data)?.text === found.text) rmSync(pidFilePath(data), { force: true });
}

function openLog(cluster: Cluster): number {
  const size = statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_MOST) renameSync(cluster.log, `${cluster.log}.old`);
  const log = openSync(cluster.log, 'a', 0o600);
  give(cluster.log, cluster.identity);
  return log;
}

/** The reason a server gave for not starting, in one line. */
export function lastComplaint(cluster: Cluster): string {
  const lines = readFileSync(cluster.log, 'utf8').trimEnd().split('\n');
  return lines.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? lines.at(-1) ?? '';
}

/** Ends the server: open connections are closed, everything committed is on disk when it returns. */
export async function shutDown(cluster: Cluster, pid: number): Promise<void> {
  process.kill(pid, 'SIGINT'); // "fast shutdown" in PostgreSQL's words
  const limit = Date.now() + STOP_LIMIT;
  while (isAlive(pid) && readPidFile(cluster.data)) {
    if (Date.now() > limit) throw new Error(`The embedded PostgreSQL (pid ${pid}) did not stop, see ${cluster.log}`);
    await sleep(STOP_POLL);
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
