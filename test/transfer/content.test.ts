import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeToken } from '../support/access.ts';
import { called, fileCalls, told, type FileCalls, type Kind } from './content-support.ts';
import { startFilesHouse, type FilesHouse } from './locations-support.ts';
import { got, put } from './support.ts';

for (const kind of ['folder', 'sftp'] satisfies Kind[]) describe(`the content of files by REST, ${kind}`, () => {
  let house: FilesHouse;
  let mine: FileCalls;
  let root: string;
  before(async () => { house = await startFilesHouse(); });
  after(() => house.stop());
  beforeEach(async () => {
    mine = await fileCalls(house, kind);
    root = kind === 'sftp' ? house.server.root : house.folderOf(mine.brand.id);
    mkdirSync(root, { recursive: true });
    for (const name of readdirSync(root)) rmSync(path.join(root, name), { recursive: true });
  });
  const names = () => readdirSync(root).sort();

  it('is put there byte by byte, and taken back as it is', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const answer = await mine.call('PUT', 'in/orders.bin', { body: bytes });
    expect([answer.status, JSON.parse(answer.text)]).to.deep.equal([201, { name: 'in/orders.bin', size: 70_000 }]);
    expect(answer.headers.location).to.equal(`${house.gateway.url}${mine.base}in/orders.bin`);
    const taken = await mine.call('GET', 'in/orders.bin');
    expect(taken.bytes.equals(bytes)).to.equal(true);
    expect(taken.headers).to.include({
      'content-type': 'application/octet-stream', 'content-length': '70000', 'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="orders.bin"; filename*=UTF-8''orders.bin`, 'cache-control': 'no-store',
    });
    expect((await mine.call('DELETE', 'in/orders.bin')).status).to.equal(204);
    expect(told(await mine.call('GET', 'in/orders.bin'))).to.equal('404 FILE_NOT_FOUND');
    expect(told(await mine.call('DELETE', 'in/orders.bin'))).to.equal('404 FILE_NOT_FOUND');
  });

  it('may be nothing', async () => {
    expect((await mine.call('PUT', 'empty.csv')).status).to.equal(201);
    const { status, headers, text } = await mine.call('GET', 'empty.csv');
    expect([status, headers['content-length'], text]).to.deep.equal([200, '0', '']);
  });

  it('is told by HEAD without its bytes', async () => {
    put(root, 'a.csv', 'four');
    const { status, headers, text } = await mine.call('HEAD', 'a.csv');
    expect([status, headers['content-length'], text]).to.deep.equal([200, '4', '']);
  });

  it('overwrites nothing: a taken name gets a suffix, and the answer says so', async () => {
    const answers = [await mine.call('PUT', 'a.csv', { body: 'one' }), await mine.call('PUT', 'a.csv', { body: 'two' })];
    expect(answers.map(({ text }) => (JSON.parse(text) as { name: string }).name)).to.deep.equal(['a.csv', 'a (2).csv']);
    expect(answers[1]?.headers.location).to.match(/\/a%20\(2\)\.csv$/);
    expect([got(root, 'a.csv'), got(root, 'a (2).csv')]).to.deep.equal(['one', 'two']);
  });

  it('goes to two names when two send the same at once', async () => {
    const answers = await Promise.all(['one', 'two', 'six'].map((body) => mine.call('PUT', 'same.csv', { body })));
    const made = answers.map(({ text }) => (JSON.parse(text) as { name: string }).name);
    expect(new Set(made)).to.have.property('size', 3);
    expect(names()).to.deep.equal(made.sort());
    expect(names().map((name) => got(root, name)).sort()).to.deep.equal(['one', 'six', 'two']);
  });

  it('has a name in any letters', async () => {
    const name = `prijs 50% "ö" é'(1)*;.csv`;
    const made = await mine.call('PUT', encodeURIComponent(name), { body: 'x' });
    expect(JSON.parse(made.text)).to.deep.equal({ name, size: 1 });
    const taken = await called(house.gateway.url, 'GET', new URL(made.headers.location ?? '').pathname,
      { headers: { Authorization: `Bearer ${mine.token}` } });
    expect(taken.text).to.equal('x');
    expect(taken.headers['content-disposition']).to.equal(`attachment; filename="prijs 50_ ___ _'(1)*;.csv"; `
      + `filename*=UTF-8''prijs%2050%25%20%22%C3%B6%22%20%C3%A9%27%281%29%2A%3B.csv`);
  });

  const tricks = {
    'dots': '../out.csv', 'dots in the middle': 'in/../../out.csv', 'encoded dots': '%2e%2e/out.csv',
    'an encoded way out': '..%2fout.csv', 'twice': 'in/%2e%2e%2f%2e%2e%2fout.csv', 'an absolute path': '/etc/passwd',
    'an encoded absolute path': '%2Fetc%2Fpasswd', 'an empty part': 'in//a.csv', 'a backslash': '..%5Cout.csv',
    'a drive': 'C:%5Cout.csv', 'NUL': 'a%00.csv', 'a line end': 'a%0d%0aX:%20y.csv', 'a lone dot': '%2e',
    'half a character': '%ff.csv', 'what is under way': 'a.csv.part', 'a very long name': 'x'.repeat(231),
    'a very long path': 'xx/'.repeat(400) + 'a',
  };
  for (const [trick, name] of Object.entries(tricks)) {
    it(`is not reached by ${trick}`, async () => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const { status } = await mine.call(method, name, method === 'PUT' ? { body: 'x' } : {});
        expect(status, method).to.equal(400);
      }
      expect(names()).to.deep.equal([]);
      expect(existsSync(path.join(root, '../out.csv'))).to.equal(false);
    });
  }

  it('is that of files alone: not of folders and links', async () => {
    mkdirSync(path.join(root, 'sub'), { recursive: true });
    writeFileSync(path.join(root, '../outside.txt'), 'secret');
    symlinkSync('../outside.txt', path.join(root, 'link'));
    expect((await mine.call('GET', 'sub')).status).to.be.within(400, 499);
    expect((await mine.call('DELETE', 'link')).status).to.be.within(400, 499);
    if (kind === 'folder') expect(told(await mine.call('GET', 'link'))).to.match(/^409 LOCATION_DENIED/);
    expect(existsSync(path.join(root, 'link'))).to.equal(true);
  });

  it('is only for those who manage that brand', async () => {
    put(root, 'a.csv', 'mine');
    const { token: reader } = await makeToken(house.gateway.sql, { brand: mine.brand, rights: ['data.read', 'data.write'] });
    const other = await fileCalls(house, 'folder');
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const ask = (headers: object) => called(house.gateway.url, method, `${mine.base}a.csv`, { headers: { ...headers } });
      expect(told(await ask({})), method).to.equal('401 TOKEN_MISSING');
      expect(told(await ask({ Authorization: `Bearer ${reader}` })), method).to.equal('403 RIGHT_MISSING');
    }
    expect(told(await other.call('GET', 'a.csv'))).to.equal('404 FILE_NOT_FOUND');
    expect((await other.call('PUT', 'a.csv', { body: 'theirs' })).status).to.equal(201);
    expect([names(), got(root, 'a.csv')]).to.deep.equal([['a.csv'], 'mine']);
    const { body } = await mine.ask('GET', '/locations/drop');
    expect(told(await called(house.gateway.url, 'GET', `/api/v1/locations/${(body as { id: string }).id}/files/a.csv`,
      { headers: { Authorization: `Bearer ${other.token}` } }))).to.equal('404 LOCATION_NOT_FOUND');
  });
});
