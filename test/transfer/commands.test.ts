import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { TOLK, tolk } from '../cli/support.ts';
import { run as runProgram, works } from '../clients/tools.ts';
import { makeBrand } from '../support/access.ts';
import { startFilesHouse, type FilesHouse } from './locations-support.ts';
import { got, PASSWORD } from './support.ts';

describe('tolk location', () => {
  let house: FilesHouse;
  let brand: Brand;
  let here: string;
  before(async () => {
    house = await startFilesHouse();
    here = await mkdtemp(path.join(tmpdir(), 'tolk-here-'));
  });
  after(async () => {
    await house.stop();
    await rm(here, { recursive: true });
  });
  beforeEach(async () => {
    brand = await makeBrand(house.gateway.sql);
  });
  const run = (...args: string[]) =>
    tolk(['location', ...args, '--brand', brand.name], { ...house.env, CRM_PASSWORD: PASSWORD });

  it('makes an SFTP server a location, trusts its key when told to, and lists it', async () => {
    const { host, port, hostKey } = house.server;
    const server = ['--host', host, '--port', String(port), '--user', 'anna'];
    const added = await run('add', 'CRM', ...server, '--password-env', 'CRM_PASSWORD');
    expect([added.err, added.code]).to.deep.equal(['', 0]);
    expect(added.out).to.match(/^made location CRM \(\d+\); try it with tolk location test\n$/);
    const untrusted = await run('test', 'CRM');
    expect(untrusted.code).to.equal(1);
    expect(untrusted.err).to.contain(hostKey).and.contain('--trust');
    expect((await run('test', 'CRM', '--trust')).out).to.contain(`host key ${hostKey} is trusted from now on`);
    expect((await run('test', 'CRM')).out).to.equal('location CRM works: 0 files\n');
    const { out } = await run('list');
    expect(out).to.contain(`anna@127.0.0.1:${port}`).and.contain(hostKey).and.not.contain(PASSWORD);
    expect((await run('set', 'CRM', '--name', 'Shop')).out).to.match(/^changed location Shop/);
    expect((await run('remove', 'Shop')).out).to.equal('removed location Shop\n');
    expect((await run('list')).out).to.equal('');
  });

  it('sends no control character of a file\'s name to the terminal', async () => {
    await run('add', 'odd', '--path', 'odd');
    const folder = path.join(house.folderOf(brand.id), 'odd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, '\x1b[2Jred\nline.csv'), '');
    expect((await run('files', 'odd')).out).to.match(/ {2}\?\[2Jred\\nline\.csv\n$/);
    const refused = await run('get', 'odd', '\x1b[2J.csv', path.join(here, 'odd-copy.csv'));
    expect(refused.code).to.equal(1);
    expect(refused.err).to.not.contain('\x1b');
  });

  it('copies files to a folder and back, and moves them, overwriting nothing', async () => {
    await run('add', 'drop', '--path', 'in');
    const folder = path.join(house.folderOf(brand.id), 'in');
    writeFileSync(path.join(here, 'a.csv'), 'id;name\n');
    expect((await run('put', 'drop', path.join(here, 'a.csv'), 'a.csv')).out).to.match(/to a\.csv\n$/);
    expect((await run('put', 'drop', path.join(here, 'a.csv'), 'a.csv')).out).to.match(/to a \(2\)\.csv\n$/);
    expect((await run('move', 'drop', 'a (2).csv', 'Done/a.csv')).out).to.equal('moved a (2).csv to Done/a.csv\n');
    expect(got(folder, 'Done/a.csv')).to.equal('id;name\n');
    const files = await run('files', 'drop', 'Done/*.csv', '--json');
    expect(JSON.parse(files.out)).to.have.length(1).and.to.have.nested.property('0.name', 'Done/a.csv');
    expect((await run('get', 'drop', 'Done/a.csv', path.join(here, 'back.csv'))).code).to.equal(0);
    expect(readFileSync(path.join(here, 'back.csv'), 'utf8')).to.equal('id;name\n');
    expect((await run('get', 'drop', 'Done/a.csv', path.join(here, 'back.csv'))).code).to.equal(1);
    expect(got(folder, 'a.csv.part')).to.equal(undefined);
    expect((await run('remove-file', 'drop', 'Done/a.csv')).out).to.equal('removed Done/a.csv\n');
    expect((await run('remove-file', 'drop', 'Done/a.csv')).err).to.match(/^tolk: File Done\/a.csv not found/);
    expect(readdirSync(folder).sort()).to.deep.equal(['Done', 'a.csv']);
  });

  it('makes no file of one that is not there, and none of one that breaks off', async () => {
    await run('add', 'drop');
    expect((await run('get', 'drop', 'none.csv', path.join(here, 'none.csv'))).code).to.equal(1);
    writeFileSync(path.join(here, 'large.bin'), Buffer.alloc(200_000));
    const outcome = await tolk(['location', 'put', 'drop', path.join(here, 'large.bin'), 'large.bin', '--brand', brand.name],
      { ...house.env, FILE_BYTES: '100000' });
    expect([outcome.code, outcome.err]).to.deep.equal([1, 'tolk: Location drop: large.bin.part has more than 100000 bytes\n']);
    expect(readdirSync(house.folderOf(brand.id))).to.deep.equal([]);
    expect(existsSync(path.join(here, 'none.csv'))).to.equal(false);
  });

  it('shows on a terminal how far a copy is', async function () {
    if (!await works('script', ['--version'])) this.skip();
    await run('add', 'drop');
    writeFileSync(path.join(here, 'seen.bin'), Buffer.alloc(3_000_000));
    const asked = [process.execPath, TOLK, 'location', 'put', 'drop', path.join(here, 'seen.bin'), 'seen.bin', '--brand', brand.name];
    const shown = await runProgram('script', ['-qec', asked.map((part) => `'${part}'`).join(' '), '/dev/null'], { env: house.env });
    expect(shown).to.match(/\r\u001b\[K\[[#.]{30}\] \d+%  \d\.\d of 2\.9 MB/).and.match(/to seen\.bin\r\n$/);
  });

  it('ends in one line and a code when it cannot', async () => {
    for (const [args, code, line] of [
      [['add', 'x', '--host', 'h', '--user', 'u', '--password-env', 'NO_SUCH'], 2, /NO_SUCH is not set/],
      [['add', 'x', '--host', 'h', '--user', 'u', '--key-file', '/no/such'], 2, /\/no\/such cannot be read/],
      [['add', 'x', '--host', 'h', '--port', 'ssh', '--user', 'u', '--password-env', 'CRM_PASSWORD'], 1, /Field port/],
      [['test', 'nowhere'], 1, /Location nowhere not found/],
      [['put', 'nowhere', '/no/such', 'a'], 2, /\/no\/such cannot be read/],
    ] as const) {
      const outcome = await run(...args);
      expect([outcome.code, outcome.out, outcome.err.trim().split('\n').length]).to.deep.equal([code, '', 1]);
      expect(outcome.err).to.match(line);
    }
  });
});
