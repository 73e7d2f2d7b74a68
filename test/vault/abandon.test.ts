import { expect } from 'chai';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { abandonKey, rotateKey, vaultState } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { newKey, open, seal, settingsOf, vaultScope, withFolder, withUrl, type Env } from './support.ts';

describe('a key that is lost', () => {
  let database: TestDatabase;
  let brand: Brand;
  const [lost, own] = [{ TOLK_KEY: newKey() }, { TOLK_KEY: newKey() }];
  const scope = (env: Env) => vaultScope(database.sql, brand, withUrl(env));
  const abandon = (id: string, env: Env = own) => abandonKey(database.sql, settingsOf(withUrl(env)), id);
  const inForce = async () => (await vaultState(database.sql, settingsOf(withUrl(own)))).inForce?.id ?? 'none';

  beforeEach(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  afterEach(() => database.drop());

  it('is given up: secrets can be kept again, and those under it say that they must be set again', async () => {
    const sealed = await seal(scope(lost), 'x');
    const id = await inForce();
    expect(await abandon(id)).to.equal(1);
    expect(await open(scope(own), await seal(scope(own), 'y'))).to.equal('y');
    expect(await faultOf(open(scope(own), sealed))).to.equal(
      `Server A secret was kept under the key ${id}, which was given up as lost. Set it again`);
    const { dataKeys } = await vaultState(database.sql, settingsOf(withUrl(own)));
    expect(dataKeys.map((one) => [one.id, one.state])).to.deep.equal([[1, 'lost'], [2, 'opens']]);
  });

  it('opens what was kept under it when it turns up, and a change of the key brings that back', async () => {
    const sealed = await seal(scope(lost), 'x');
    await abandon(await inForce());
    const found = { ...own, TOLK_KEY_OLD: lost.TOLK_KEY };
    expect(await open(scope(found), sealed)).to.equal('x');
    expect(await rotateKey(database.sql, settingsOf(withUrl(found)))).to.deep.include({ rewrapped: 1, left: 0 });
    expect(await open(scope(own), sealed)).to.equal('x');
  });

  it('is refused to be given up while it is known, or when nothing is kept under it', async () => {
    const sealed = await seal(scope(lost), 'x');
    const id = await inForce();
    expect(await faultOf(abandon(id, lost))).to.equal(
      `Server The key ${id} is known here, so it is not lost: change it with tolk key rotate`);
    expect(await faultOf(abandon('0123456789ab'))).to.contain('no data key in use is wrapped by it (0123456789ab)');
    expect(await faultOf(abandon(id, {}))).to.contain('TOLK_KEY is not set');
    expect(await open(scope(lost), sealed)).to.equal('x');
  });

  it('is followed by a new key file with the embedded store', () => withFolder(async (folder) => {
    const embedded = vaultScope(database.sql, brand, { TOLK_DATA: folder });
    await seal(embedded, 'x');
    await unlink(join(folder, 'key'));
    expect(await abandonKey(database.sql, settingsOf({ TOLK_DATA: folder }), await inForce())).to.equal(1);
    expect(await open(embedded, await seal(embedded, 'y'))).to.equal('y');
  }));
});
