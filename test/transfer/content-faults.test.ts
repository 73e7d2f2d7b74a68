import { expect } from 'chai';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { answerOf, openRaw } from '../support/raw-http.ts';
import { until } from '../support/until.ts';
import { fileCalls, told, type FileCalls, type Kind } from './content-support.ts';
import { startFilesHouse, type FilesHouse } from './locations-support.ts';
import { got } from './support.ts';

const MOST = 300_000;
const SETTINGS = {
  FILE_BYTES: String(MOST), UPLOAD_TIME: '4000', REQUEST_TIMEOUT: '500', HEADERS_TIMEOUT: '500',
};

for (const kind of ['folder', 'sftp'] satisfies Kind[]) describe(`a file that does not come whole by REST, ${kind}`, () => {
  let house: FilesHouse;
  let mine: FileCalls;
  let root: string;
  before(async () => { house = await startFilesHouse(SETTINGS); });
  after(() => house.stop());
  beforeEach(async () => {
    mine = await fileCalls(house, kind);
    root = kind === 'sftp' ? house.server.root : house.folderOf(mine.brand.id);
    mkdirSync(root, { recursive: true });
  });
  afterEach(() => {
    expect(house.gateway.lines.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
  const there = () => readdirSync(root);

  /** A PUT of which the head and the beginning are sent, and are on their way to the location. */
  async function begun(head: string, beginning: string): Promise<Socket> {
    const socket = openRaw(house.gateway.url, `PUT ${mine.base}a.csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
      + `Authorization: Bearer ${mine.token}\r\n${head}\r\n\r\n${beginning}`);
    await until(() => there().includes('a.csv.part'));
    return socket;
  }

  it('leaves nothing when the caller goes away', async () => {
    const socket = await begun('Content-Length: 9', 'half');
    socket.destroy();
    await until(() => there().length === 0);
  });

  it('leaves nothing when it is shorter than its Content-Length', async () => {
    const socket = await begun('Content-Length: 9', 'half');
    const answer = answerOf(socket);
    socket.end();
    expect(await answer).to.match(/^HTTP\/1\.1 400 [^]*BODY_BROKEN/);
    expect(there()).to.deep.equal([]);
  });

  it('leaves nothing when its pieces are not what HTTP has', async () => {
    const socket = await begun('Transfer-Encoding: chunked', '4\r\nhalf\r\n');
    const answer = answerOf(socket);
    socket.write('nonsense\r\n');
    expect(await answer).to.match(/^HTTP\/1\.1 400 [^]*BODY_BROKEN/);
    expect(there()).to.deep.equal([]);
  });

  it('leaves nothing when its next part is late, and says so', async () => {
    const socket = await begun('Content-Length: 9', 'half');
    expect(await answerOf(socket)).to.match(/^HTTP\/1\.1 408 [^]*UPLOAD_LATE/);
    expect(there()).to.deep.equal([]);
  });

  it('leaves nothing when it is too large, whether it says so before or not', async () => {
    const body = Buffer.alloc(MOST + 1, 'x');
    expect(told(await mine.call('PUT', 'a.csv', { body }))).to.equal('413 BODY_TOO_LARGE');
    const unsaid = (async function* () { yield await Promise.resolve(body); })();
    expect(told(await mine.call('PUT', 'a.csv', { body: unsaid }))).to.equal('413 BODY_TOO_LARGE');
    expect(there()).to.deep.equal([]);
  });

  it('may take longer than REQUEST_TIMEOUT', async () => {
    const socket = await begun('Content-Length: 8', 'half');
    // Another that came later is over its time.
    const other = 'POST /api/v1/profiles HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf';
    expect(await answerOf(openRaw(house.gateway.url, other))).to.match(/^HTTP\/1\.1 40[18] /);
    await until(async () => (await answerOf(openRaw(house.gateway.url, 'GET / HTTP/1.1\r\n'))).startsWith('HTTP/1.1 408'));
    const answer = answerOf(socket);
    socket.write('half');
    expect(await answer).to.match(/^HTTP\/1\.1 201 /);
    expect(got(root, 'a.csv')).to.equal('halfhalf');
    await mine.call('DELETE', 'a.csv');
  });

  it('is taken as it is: not with a Content-Encoding', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    expect(told(await mine.call('PUT', 'a.csv', { body: gzipSync('text'), headers }))).to.equal('415 UPLOAD_CODED');
    expect((await mine.call('PUT', 'a.csv', { body: 'text', headers: { 'Content-Encoding': 'identity' } })).status).to.equal(201);
    await mine.call('DELETE', 'a.csv');
    expect(there()).to.deep.equal([]);
  });

  it('is refused as a whole when there is more than FILE_BYTES of it to be had', async () => {
    writeFileSync(path.join(root, 'huge.bin'), Buffer.alloc(MOST + 1));
    expect(told(await mine.call('GET', 'huge.bin'))).to.equal('413 FILE_TOO_LARGE');
    await mine.call('DELETE', 'huge.bin');
  });

  it('is no error when the caller leaves on the way', async () => {
    writeFileSync(path.join(root, 'a.bin'), Buffer.alloc(MOST));
    const requests = () => house.gateway.lines.filter(({ msg }) => msg === 'request').length;
    const before = requests();
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${mine.base}a.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${mine.token}\r\n\r\n`);
    await once(socket, 'readable');
    socket.destroy();
    await until(() => requests() > before);
    await mine.call('DELETE', 'a.bin');
  });
});

describe('a file by REST that its caller does not take', () => {
  const SIZE = 32_000_000;
  let house: FilesHouse;
  before(async () => { house = await startFilesHouse({ ANSWER_TIME: '300' }); });
  after(() => house.stop());

  it('is cut off, and looks like no whole one', async () => {
    const mine = await fileCalls(house, 'folder');
    mkdirSync(house.folderOf(mine.brand.id), { recursive: true });
    writeFileSync(path.join(house.folderOf(mine.brand.id), 'a.bin'), Buffer.alloc(SIZE));
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${mine.base}a.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${mine.token}\r\n\r\n`);
    await once(socket, 'readable');
    await until(() => house.gateway.lines.some(({ path: asked }) => asked === `${mine.base}a.bin`));
    let bytes = 0;
    socket.on('error', () => undefined).on('data', (piece: Buffer) => { bytes += piece.length; }).resume();
    await once(socket, 'close');
    expect(house.gateway.lines.some(({ err }) => /not taken in time/.test(JSON.stringify(err)))).to.equal(true);
    expect(bytes).to.be.below(SIZE);
  });
});
