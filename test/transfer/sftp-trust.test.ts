import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import ssh2 from 'ssh2';
import { fingerprint } from '../../src/transfer/sftp/host-key.ts';
import { soundKeys, startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { openServer, PASSWORD, put, refusalOf } from './support.ts';

const { generateKeyPairSync } = ssh2.utils;

function publicOf(key: string): Buffer {
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

describe('an SFTP server lets us in', () => {
  const keys = soundKeys();
  const locked = generateKeyPairSync('rsa', { bits: 2048, passphrase: 'open sesame', cipher: 'aes256-cbc' });
  let server: TestSftpServer;

  beforeEach(async () => {
    server = await startSftpServer([
      { user: 'anna', password: PASSWORD }, { user: 'ben', publicKey: keys.public }, { user: 'cas', publicKey: locked.public },
      { user: 'dora', password: PASSWORD, byPrompt: true },
    ]);
    put(server.root, 'a.csv', 'x');
  });
  afterEach(() => server.stop());

  const filesOf = async (wish: Parameters<typeof openServer>[1]) => {
    const store = await openServer(server, wish);
    try {
      return (await store.list('')).map(({ name }) => name);
    } finally {
      await store.close();
    }
  };

  it('by password, by password at a prompt, by key, by key with passphrase', async () => {
    expect(await filesOf({})).to.deep.equal(['a.csv']);
    expect(await filesOf({ server: { user: 'dora' } })).to.deep.equal(['a.csv']);
    expect(await filesOf({ server: { user: 'ben', secret: { privateKey: keys.private } } })).to.deep.equal(['a.csv']);
    const secret = { privateKey: locked.private, passphrase: 'open sesame' };
    expect(await filesOf({ server: { user: 'cas', secret } })).to.deep.equal(['a.csv']);
  });

  it('not with a wrong password, a wrong key or a wrong user, and the text holds no secret', async () => {
    const other = soundKeys().private;
    for (const wrong of [
      { secret: { password: 'Wrong 123' } }, { secret: { privateKey: other }, user: 'ben' }, { user: 'nobody' },
      { user: 'dora', secret: { password: 'Wrong 123' } },
    ]) {
      const refusal = await refusalOf(openServer(server, { server: wrong }));
      expect(refusal).to.match(new RegExp(`^LOCATION_REFUSED .*as ${wrong.user ?? 'anna'}`));
      expect(refusal).to.not.match(/Wrong 123|PRIVATE/);
    }
  });

  it('never sees a password before its key was agreed', async () => {
    expect(await refusalOf(openServer(server, { server: { hostKey: null } })))
      .to.match(/^LOCATION_UNTRUSTED /).and.contain(server.hostKey);
    const agreed = server.hostKey;
    await server.down();
    await server.up({ newHostKey: true });
    expect(server.hostKey).to.not.equal(agreed);
    const changed = await refusalOf(openServer(server, { server: { hostKey: agreed } }));
    expect(changed).to.match(/^LOCATION_HOST_KEY /).and.contain(server.hostKey).and.contain(agreed);
    const wish = { server: { hostKey: agreed }, trustNew: true };
    expect(await refusalOf(openServer(server, wish))).to.match(/^LOCATION_HOST_KEY /);
    expect(server.passwords).to.deep.equal([]);
    expect(await filesOf({ server: { hostKey: null }, trustNew: true })).to.deep.equal(['a.csv']);
  });

  it('whichever of its host keys was agreed', async () => {
    const more = ([256, 521] as const).map((bits) => soundKeys(() => generateKeyPairSync('ecdsa', { bits })));
    await server.down();
    await server.up({ moreKeys: more.map((key) => key.private) });
    for (const key of more) {
      expect(await filesOf({ server: { hostKey: fingerprint(publicOf(key.public)) } })).to.deep.equal(['a.csv']);
    }
    const other = fingerprint(publicOf(keys.public));
    const refusal = await refusalOf(openServer(server, { server: { hostKey: other } }));
    expect(refusal, 'the key that it shows by itself').to.match(/^LOCATION_HOST_KEY /).and.contain(server.hostKey);
  });

  it('with a fingerprint as ssh-keygen prints it', function () {
    let printed: string;
    try {
      printed = execFileSync('ssh-keygen', ['-lf', '-'], { input: keys.public, encoding: 'utf8' });
    } catch {
      return this.skip(); // no OpenSSH here
    }
    expect(printed.split(' ')[1]).to.equal(fingerprint(publicOf(keys.public)));
  });

  it('but is away when nothing listens, the name is unknown, or it is no SSH server', async () => {
    await server.down();
    expect(await refusalOf(openServer(server))).to.match(/^LOCATION_AWAY Location drop does not answer/);
    expect(await refusalOf(openServer(server, { server: { host: 'no.such.host.invalid' } }))).to.match(/^LOCATION_AWAY /);
    const { createServer } = await import('node:http');
    const web = createServer().listen(server.port, '127.0.0.1');
    expect(await refusalOf(openServer(server))).to.match(/^LOCATION_AWAY /);
    await new Promise((resolve) => web.close(resolve));
    await server.up();
  });

  it('or it is given up when it says nothing for FILES_CONNECT_TIME', async () => {
    const { createServer } = await import('node:net');
    await server.down();
    const mute = createServer((socket) => socket.on('error', () => undefined).resume()).listen(server.port, '127.0.0.1');
    expect(await refusalOf(openServer(server, {}, { FILES_CONNECT_TIME: '100' }))).to.match(/^LOCATION_AWAY .*in time/);
    await new Promise((resolve) => mute.close(resolve));
    await server.up();
  });

  it('inside the house only as FILES_PRIVATE_HOSTS has it', async () => {
    const refusal = await refusalOf(openServer(server, {}, { FILES_PRIVATE_HOSTS: '0' }));
    expect(refusal).to.match(/^LOCATION_PRIVATE .*127\.0\.0\.1/);
    expect(await refusalOf(openServer(server, { server: { host: 'localhost' } }, { FILES_PRIVATE_HOSTS: '0' })))
      .to.match(/^LOCATION_PRIVATE /);
  });
});
