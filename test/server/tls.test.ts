import { expect } from 'chai';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { serve } from '../support/door-server.ts';
import { answerOf } from '../support/raw-http.ts';
import { tlsFile, tlsPath } from '../support/tls/index.ts';

const pair = { TLS_CERT: tlsPath('first.crt'), TLS_KEY: tlsPath('first.key') };

/** Asks on a new connection. @returns the body and the name in the server's certificate */
function ask(url: string, options: https.RequestOptions = {}): Promise<{ body: string; name: unknown }> {
  return new Promise((resolve, reject) => {
    const ca = [tlsFile('first.crt'), tlsFile('second.crt')];
    https.get(url, { ca, agent: false, ...options }, (response) => {
      const name = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => { body += part; }).on('end', () => resolve({ body, name }));
    }).on('error', reject);
  });
}

describe('own HTTPS', () => {
  let folder: string;
  before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'tolk-tls-')); });
  after(() => rm(folder, { recursive: true }));

  it('answers by HTTPS', async () => {
    const { url, server } = await serve((_, response) => void response.end('hello'), pair);
    expect(url).to.match(/^https:/);
    expect(await ask(url)).to.deep.equal({ body: 'hello', name: 'first.tolk.test' });
    await server.drain();
  });

  it('takes new files without a restart, and keeps the old ones when the new are broken', async () => {
    const files = { TLS_CERT: path.join(folder, 'cert'), TLS_KEY: path.join(folder, 'key') };
    const put = (name: 'first' | 'second') => Promise.all([
      copyFile(tlsPath(`${name}.crt`), files.TLS_CERT), copyFile(tlsPath(`${name}.key`), files.TLS_KEY),
    ]);
    await put('first');
    const { url, server, lines } = await serve((_, response) => void response.end(), files);

    await copyFile(tlsPath('second.crt'), files.TLS_CERT); // the key is still the first one's
    await server.reloadTls();
    expect((await ask(url)).name).to.equal('first.tolk.test');
    await writeFile(files.TLS_CERT, 'half a certif');
    await server.reloadTls();
    expect((await ask(url)).name).to.equal('first.tolk.test');
    expect(lines.filter((line) => line.includes('the old ones stay'))).to.have.length(2);

    await put('second');
    await server.reloadTls();
    expect((await ask(url)).name).to.equal('second.tolk.test');
    await server.drain();
  });

  it('asks for a client certificate of TLS_CLIENT_CA', async () => {
    const { url, server } = await serve((_, response) => void response.end('hello'), { ...pair, TLS_CLIENT_CA: tlsPath('authority.crt') });
    const client = { cert: tlsFile('client.crt'), key: tlsFile('client.key') };
    expect((await ask(url, client)).body).to.equal('hello');
    const refused = await Promise.all([{}, { cert: tlsFile('second.crt'), key: tlsFile('second.key') }].map(
      (options) => ask(url, options).then(() => 'answered', () => 'refused'),
    ));
    expect(refused).to.deep.equal(['refused', 'refused']);
    await server.drain();
  });

  it('does not start with files that are missing, broken or only half named', async () => {
    const start = (env: Record<string, string>) => serve(() => undefined, env).then(() => 'started', (error: Error) => error.message);
    expect(await start({ ...pair, TLS_CERT: path.join(folder, 'nowhere') })).to.include('ENOENT');
    expect(await start({ ...pair, TLS_KEY: tlsPath('second.key') })).to.include('mismatch');
    expect(await start({ TLS_CERT: pair.TLS_CERT })).to.equal('TLS_CERT and TLS_KEY belong together');
    expect(await start({ TLS_CLIENT_CA: tlsPath('authority.crt') })).to.include('TLS_CLIENT_CA needs');
  });

  it('ends although a caller never finishes the handshake', async () => {
    const { url, server } = await serve(() => undefined, { ...pair, DRAIN_LIMIT: '50' });
    const socket = connectPlain({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const end = answerOf(socket.setEncoding('latin1'));
    await new Promise((resolve) => socket.once('connect', resolve));
    expect(await server.drain()).to.equal(false);
    await end;
  });
});
