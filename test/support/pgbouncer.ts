/** A PgBouncer in transaction mode in front of a database, where the program is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pooler {
  /** The given database, by way of the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Major and minor version as in 1.18; undefined where it is not installed. */
export function pgbouncerVersion(): readonly [major: number, minor: number] | undefined {
  const found = /PgBouncer (\d+)\.(\d+)/.exec(spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}

/** Few server connections, and no help with prepared statements: what a client leaves on one is found by others. */
export async function startPgbouncer(target: string): Promise<Pooler> {
  const { hostname, port: serverPort, username, password } = new URL(target);
  const secret = password === '' ? '' : `password=${decodeURIComponent(password)}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'tolk-pgbouncer-'));
  const port = await freePort();
  const [major, minor] = pgbouncerVersion() ?? [0, 0];
  const settings = path.join(folder, 'pgbouncer.ini');
  await writeFile(settings, `
[databases]
* = host=${hostname} port=${serverPort} user=${decodeURIComponent(username)} ${secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
${major > 1 || minor >= 21 ? 'max_prepared_statements = 0' : ''}
`);
  await chmod(folder, 0o755);
  const child = spawn('pgbouncer', [settings], { stdio: 'ignore', ...await unprivileged() });
  const ended = once(child, 'exit');
  while (!await listens(port)) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
    await sleep(10);
  }
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    async stop() {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** PgBouncer refuses to run as root. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'nobody');
  return { uid: Number(found?.[2]), gid: Number(found?.[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}
