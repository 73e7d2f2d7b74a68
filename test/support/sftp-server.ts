/**
 * An SFTP server in this process (ssh2's own), with real files in a folder of its own: accounts by password or key, a
 * host key that can be swapped, and faults on demand.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ssh2, { type AuthContext, type Connection, type SFTPWrapper } from 'ssh2';
import { fingerprint } from '../../src/transfer/sftp/host-key.ts';
import { serveFiles, type SftpFaults } from './sftp-files.ts';

const { Server, utils } = ssh2;

interface SftpAccount {
  readonly user: string;
  readonly password?: string;
  /** OpenSSH form. */
  readonly publicKey?: string;
  /** The password is asked for by a prompt only, as PAM does. */
  readonly byPrompt?: boolean;
}

export interface TestSftpServer {
  readonly host: string;
  readonly port: number;
  /** Its files. */
  readonly root: string;
  /** As clients show it. */
  readonly hostKey: string;
  /** Set what shall go wrong, and take it away again. */
  readonly faults: SftpFaults;
  /** Passwords that were sent to it. */
  readonly passwords: readonly string[];
  /** Cuts all connections. */
  cut(): void;
  /** Stops listening, and cuts all connections. */
  down(): Promise<void>;
  /** Listens again at the same port. @param wish.newHostKey with another key; wish.moreKeys: private ones besides */
  up(wish?: { readonly newHostKey?: boolean; readonly moreKeys?: readonly string[] }): Promise<void>;
  /** For good; its folder goes too. */
  stop(): Promise<void>;
}

export async function startSftpServer(accounts: readonly SftpAccount[]): Promise<TestSftpServer> {
  const root = await mkdtemp(path.join(tmpdir(), 'tolk-sftp-'));
  const faults: SftpFaults = {};
  const passwords: string[] = [];
  const open = new Set<Connection>();
  let keys = soundKeys();
  let server = serve();
  await listen(0);
  const { port } = server.address() as AddressInfo;

  function serve(moreKeys: readonly string[] = []) {
    return new Server({ hostKeys: [keys.private, ...moreKeys] }, (client: Connection) => {
      open.add(client);
      (client as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true); // the types lack it
      client.on('error', () => undefined).on('close', () => open.delete(client))
        .on('authentication', (context) => authenticate(context, accounts, passwords))
        .on('ready', () => client.on('session', (accept) => {
          accept().on('sftp', (acceptSftp) => serveFiles(acceptSftp() as SFTPWrapper, root, faults));
        }));
    });
  }

  async function listen(at: number): Promise<void> {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  }

  const cut = () => open.forEach((client) => client.end());

  async function down(): Promise<void> {
    cut();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  return {
    host: '127.0.0.1', port, root, faults, passwords, cut, down,
    get hostKey() {
      const parsed = utils.parseKey(keys.public);
      if (parsed instanceof Error) throw parsed;
      return fingerprint(parsed.getPublicSSH());
    },
    async up({ newHostKey = false, moreKeys } = {}) {
      if (newHostKey) keys = soundKeys();
      server = serve(moreKeys);
      await listen(port);
    },
    async stop() {
      if (server.address() !== null) await down();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** ssh2 makes a pair now and then that it cannot read itself. */
export function soundKeys(make = () => utils.generateKeyPairSync('ed25519')) {
  for (;;) {
    const keys = make();
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

function authenticate(context: AuthContext, accounts: readonly SftpAccount[], passwords: string[]): void {
  const account = accounts.find(({ user }) => user === context.username);
  const methods = account?.byPrompt === true ? ['keyboard-interactive' as const] : ['password' as const, 'publickey' as const];
  if (context.method === 'keyboard-interactive' && account?.byPrompt === true) {
    context.prompt([{ prompt: 'Password: ', echo: false }], ([given = '']) => {
      if (isSame(given, account.password)) context.accept();
      else context.reject(methods);
    });
    return;
  }
  if (context.method === 'password' && account?.byPrompt !== true) {
    passwords.push(context.password);
    if (isSame(context.password, account?.password)) return context.accept();
  }
  if (context.method === 'publickey' && account?.publicKey !== undefined) {
    const key = utils.parseKey(account.publicKey);
    if (key instanceof Error) throw key;
    const { signature, blob, hashAlgo } = context;
    const isKnown = context.key.data.equals(key.getPublicSSH());
    if (isKnown && (signature === undefined || key.verify(blob ?? '', signature, hashAlgo) === true)) return context.accept();
  }
  context.reject(methods);
}

function isSame(given: string, wanted: string | undefined): boolean {
  return given === wanted;
}
