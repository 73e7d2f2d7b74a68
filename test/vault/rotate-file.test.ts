import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { rotateKey, vaultState } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { newKey, open, seal, settingsOf, vaultScope, withFolder } from './support.ts';

const DOOMED = join(import.meta.dirname, 'doomed-rotation.ts');

describe('a change of the key file', () => {
  let database: TestDatabase;
  let brand: Brand;
  const scope = (folder: string, sql = database.sql) => vaultScope(sql, brand, { TOLK_DATA: folder });
  const rotate = (folder: string, sql = database.sql) => rotateKey(sql, settingsOf({ TOLK_DATA: folder }));

  beforeEach(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  afterEach(() => database.drop());

  it('makes a new key, and nothing of the old one stays', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    const old = await readFile(join(folder, 'key'), 'utf8');
    expect(await rotate(folder)).to.deep.include({ rewrapped: 1, left: 0 });
    expect(await readFile(join(folder, 'key'), 'utf8')).not.to.equal(old);
    expect((await stat(join(folder, 'key'))).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect(await open(scope(folder), sealed)).to.equal('x');
  }));

  it('is not done when it ended before its commit, and the next one takes its file away', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    await withFolder(async (other) => {
      const foreign = await testDatabase(); // where a key file comes from that is not in force here
      await seal(vaultScope(foreign.sql, await makeBrand(foreign.sql), { TOLK_DATA: other }), 'y');
      await foreign.drop();
      await copyFile(join(other, 'key'), join(folder, 'key.new'));
    });
    expect(await open(scope(folder), sealed)).to.equal('x');
    expect(await rotate(folder)).to.deep.include({ rewrapped: 1, left: 0 });
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect(await open(scope(folder), sealed)).to.equal('x');
  }));

  it('is done when it ended after its commit, and the next one ends it', () => withFolder(async (folder) => {
    await seal(scope(folder), 'x');
    const old = await readFile(join(folder, 'key'));
    await rotate(folder);
    const sealed = await seal(scope(folder), 'y');
    await copyFile(join(folder, 'key'), join(folder, 'key.new'));
    await writeFile(join(folder, 'key'), old);
    expect(await open(scope(folder), sealed)).to.equal('y');
    const { from, isOwn } = await vaultState(database.sql, settingsOf({ TOLK_DATA: folder }));
    expect({ from, isOwn }).to.deep.equal({ from: 'TOLK_DATA/key.new', isOwn: false });
    await rotate(folder);
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect(await open(scope(folder), sealed)).to.equal('y');
  }));

  it('goes on beside readers and other changes', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    let isDone = false;
    const use = async (sql: typeof database.sql) => {
      while (!isDone) expect(await open(scope(folder, sql), sealed)).to.equal('x');
    };
    const users = [use(database.sql), use(database.another())];
    const changes = [database.another(), database.another()].map(async (sql) => {
      for (let turn = 0; turn < 10; turn++) await rotate(folder, sql);
    });
    await Promise.all(changes).finally(() => { isDone = true; });
    await Promise.all(users);
    expect(await readdir(folder)).to.deep.equal(['key']);
  }));

  it('loses nothing when it is killed at any moment', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, [DOOMED, database.url, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      for (let turns = 0; turns <= round * 3; turns++) await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await open(scope(folder), sealed)).to.equal('x');
      expect(await open(scope(folder), await seal(scope(folder), 'y'))).to.equal('y');
    }
    await rotate(folder);
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect(await open(scope(folder), sealed)).to.equal('x');
  }));

  it('leads to TOLK_KEY, when that is set', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    const key = newKey();
    const settings = settingsOf({ TOLK_DATA: folder, TOLK_KEY: key });
    expect(await rotateKey(database.sql, settings)).to.deep.include({ rewrapped: 1 });
    const elsewhere = vaultScope(database.sql, brand, { DATABASE_URL: 'postgres://unused/tolk', TOLK_KEY: key });
    expect(await open(elsewhere, sealed)).to.equal('x');
  }));
});
