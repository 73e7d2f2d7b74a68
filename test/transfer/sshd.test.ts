import { expect } from 'chai';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { openSftp, type ServerStore } from '../../src/transfer/sftp/index.ts';
import { until } from '../support/until.ts';
import { broken, contentOf, pieces, refusalOf } from './support.ts';

/** TEST_SSHD names another place. Unprivileged, sshd lets its own user in by key; root steps down to nobody. */
const SSHD = [process.env['TEST_SSHD'] ?? '', '/usr/sbin/sshd'].find((file) => existsSync(file));

describe('OpenSSH\'s own server as a location', () => {
  let folder: string;
  let files: string;
  let process_: ChildProcess;
  let store: ServerStore;

  before(async function () {
    if (SSHD === undefined) return this.skip(); // no sshd on this machine
    folder = await mkdtemp(path.join(tmpdir(), 'tolk-sshd-'));
    files = path.join(folder, 'files');
    mkdirSync(files);
    const key = (name: string) => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, name)]);
    key('host');
    key('user');
    const port = await freePort();
    const user = process.getuid?.() === 0 ? 'nobody' : userInfo().username;
    const numbers = { uid: idOf('-u', user), gid: idOf('-g', user) };
    writeFileSync(path.join(folder, 'config'), [
      `Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${folder}/host`, `AuthorizedKeysFile ${folder}/user.pub`,
      'StrictModes no', 'UsePAM yes', 'PidFile none', 'Subsystem sftp internal-sftp', '',
    ].join('\n'));
    for (const name of ['.', 'files', 'host', 'user', 'user.pub']) chownSync(path.join(folder, name), numbers.uid, numbers.gid);
    process_ = spawn(SSHD, ['-D', '-e', '-f', path.join(folder, 'config')], { stdio: 'ignore', ...numbers });
    const printed = execFileSync('ssh-keygen', ['-lf', `${folder}/host.pub`], { encoding: 'utf8' });
    const server = {
      host: '127.0.0.1', port, user, path: files, hostKey: printed.split(' ')[1] ?? '',
      secret: { privateKey: readFileSync(path.join(folder, 'user'), 'utf8') },
    };
    await until(async () => {
      store = await openSftp({ server, location: 'sshd', limits: readConfig({}) }).catch(() => store);
      return store !== undefined;
    });
  });
  after(async () => {
    if (SSHD === undefined) return;
    await store?.close();
    process_.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('writes, repeats, reads, lists, moves and removes as any other', async () => {
    const content = 'Tolk → '.repeat(300_000);
    const name = await store.claim('out/a.csv', 'run 1');
    expect(await store.claim('out/a.csv', 'run 1')).to.equal(name);
    expect(await store.claim('out/a.csv', 'run 2')).to.equal('out/a (2).csv');
    await store.discard('out/a (2).csv');
    await refusalOf(store.write(name, broken('half')));
    expect(await store.write(name, pieces(content))).to.equal(Buffer.byteLength(content));
    expect(await store.write(name, pieces(content, 'again')), 'killed before it was told').to.be.greaterThan(0);
    expect(await contentOf(store, name) === `${content}again`).to.equal(true);
    expect((await store.list('out')).map((file) => file.name)).to.deep.equal(['a.csv']);
    await store.write(await store.claim('b.csv', 'run 3'), pieces('theirs'));
    await store.write(await store.claim('c.csv', 'run 3'), pieces('ours'));
    expect(await store.move('c.csv', 'b.csv')).to.equal('b (2).csv');
    await store.remove('b (2).csv');
    expect(readdirSync(files).sort()).to.deep.equal(['b.csv', 'out']);
    expect(await refusalOf(store.read('none.csv'))).to.match(/^FILE_NOT_FOUND /);
  });
});

function idOf(option: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
