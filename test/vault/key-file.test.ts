import { expect } from 'chai';
import { chmod, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { newKey, open, seal, vaultScope, withFolder } from './support.ts';

describe('the key file of the embedded store', () => {
  let database: TestDatabase;
  let brand: Brand;
  const scope = (folder: string, sql = database.sql) => vaultScope(sql, brand, { TOLK_DATA: folder });

  beforeEach(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  afterEach(() => database.drop());

  it('is made once, closed to others, by several processes at once', () => withFolder(async (folder) => {
    const pools = [database.sql, database.another(), database.another()];
    const sealed = await Promise.all(pools.map((sql) => seal(scope(folder, sql), 'x')));
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect((await stat(join(folder, 'key'))).mode & 0o777).to.equal(0o600);
    expect(Buffer.from(await readFile(join(folder, 'key'), 'utf8'), 'base64')).to.have.length(32);
    for (const one of sealed) expect(await open(scope(folder), one)).to.equal('x');
  }));

  it('is taken as it is when it is there already, and serves as TOLK_KEY in another installation', () => withFolder(async (folder) => {
    const key = newKey();
    await writeFile(join(folder, 'key'), ` ${key}\n\n`, { mode: 0o600 });
    const sealed = await seal(scope(folder), 'x');
    expect(await readFile(join(folder, 'key'), 'utf8')).to.contain(key);
    const moved = vaultScope(database.sql, brand, { DATABASE_URL: 'postgres://unused/tolk', TOLK_KEY: key });
    expect(await open(moved, sealed)).to.equal('x');
  }));

  it('is never made anew for a store that had one: its secrets would be lost unnoticed', () => withFolder(async (folder) => {
    const sealed = await seal(scope(folder), 'x');
    const key = await readFile(join(folder, 'key'));
    await unlink(join(folder, 'key')); // as when only the database was copied
    const said = /under the key \w{12}, which is not known here \(TOLK_KEY is not set, TOLK_DATA\/key is missing\)/;
    expect(await faultOf(open(scope(folder), sealed))).to.match(said);
    expect(await faultOf(seal(vaultScope(database.sql, await makeBrand(database.sql), { TOLK_DATA: folder }), 'y'))).to.match(said);
    expect(await readdir(folder)).to.deep.equal([]);
    await writeFile(join(folder, 'key'), key);
    expect(await open(scope(folder), sealed)).to.equal('x');
  }));

  it('is whole or not there: what a killed process left is no key', () => withFolder(async (folder) => {
    await writeFile(join(folder, 'key.part'), 'c2Vj');
    await chmod(join(folder, 'key.part'), 0o644);
    expect(await open(scope(folder), await seal(scope(folder), 'x'))).to.equal('x');
    expect(await readdir(folder)).to.deep.equal(['key']);
    expect((await stat(join(folder, 'key'))).mode & 0o777).to.equal(0o600);
  }));

  it('is not overwritten when it holds something else, which is not shown', () => withFolder(async (folder) => {
    await writeFile(join(folder, 'key'), 'correct horse battery staple');
    const said = await faultOf(seal(scope(folder), 'x'));
    expect(said).to.contain('TOLK_DATA/key does not hold 32 bytes in base64 or hex').and.not.contain('horse');
    expect(await readFile(join(folder, 'key'), 'utf8')).to.equal('correct horse battery staple');
  }));

  it('cannot be made in a folder that is not there, and the store stays without a key', () => withFolder(async (folder) => {
    expect(await faultOf(seal(scope(join(folder, 'none')), 'x'))).to.contain('TOLK_DATA/key cannot be written (ENOENT)');
    expect(await database.sql('vault_key').pluck('key_id')).to.deep.equal([null]);
  }));
});
