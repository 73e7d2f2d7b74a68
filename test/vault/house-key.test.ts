import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { vaultState } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { newKey, open, seal, settingsOf, vaultScope, withUrl, type Env } from './support.ts';

describe('the key of the house', () => {
  let database: TestDatabase;
  let mine: Brand;
  let theirs: Brand;
  const [old, next] = [newKey(), newKey()];
  const scope = (env: Env, brand = mine) => vaultScope(database.sql, brand, withUrl(env));
  const idOf = async (env: Env) => {
    const { known } = await vaultState(database.sql, settingsOf(withUrl(env)));
    return /TOLK_KEY is (\w+)/.exec(known)?.[1];
  };

  beforeEach(async () => {
    database = await testDatabase();
    [mine, theirs] = [await makeBrand(database.sql), await makeBrand(database.sql)];
  });
  afterEach(() => database.drop());

  it('must be given where several instances may share a database: none is made', async () => {
    const said = await faultOf(seal(scope({}), 'x'));
    expect(said).to.contain('Secrets cannot be kept here yet: TOLK_KEY is not set. Set TOLK_KEY to 32 random bytes');
    expect(await database.sql('data_key').select()).to.deep.equal([]);
    expect(await database.sql('vault_key').pluck('key_id')).to.deep.equal([null]);
  });

  it('is told by its fingerprint when it is another one, also to a brand that keeps its first secret', async () => {
    const sealed = await seal(scope({ TOLK_KEY: old }), 'x');
    const [known, given] = [await idOf({ TOLK_KEY: old }), await idOf({ TOLK_KEY: next })];
    const said = `Server Secrets are kept under the key ${known}, which is not known here (TOLK_KEY is ${given})`;
    expect(await faultOf(open(scope({ TOLK_KEY: next }), sealed))).to.contain(said);
    expect(await faultOf(seal(scope({ TOLK_KEY: next }), 'y'))).to.contain(said);
    expect(await faultOf(seal(scope({ TOLK_KEY: next }, theirs), 'z'))).to.contain(said);
    expect(await faultOf(open(scope({}), sealed))).to.contain('(TOLK_KEY is not set)');
    expect(await database.sql('data_key').pluck('brand_id')).to.deep.equal([mine.id]);
  });

  it('opens as TOLK_KEY_OLD too, and stays in force until it is changed', async () => {
    const before = scope({ TOLK_KEY: old });
    const during = { TOLK_KEY: next, TOLK_KEY_OLD: old };
    expect(await open(scope(during), await seal(before, 'x'))).to.equal('x');
    const made = await seal(scope(during, theirs), 'y'); // a new data key
    expect(await open(scope({ TOLK_KEY: old }, theirs), made)).to.equal('y');
  });

  it('is the one of whoever was first, of two instances with a different one', async () => {
    const calls = [scope({ TOLK_KEY: old }), vaultScope(database.another(), theirs, withUrl({ TOLK_KEY: next }))];
    const said = await Promise.all(calls.map((call) => faultOf(seal(call, 'x'))));
    expect(said.filter((one) => one === 'no fault')).to.have.length(1);
    expect(said.find((one) => one !== 'no fault')).to.match(/Secrets are kept under the key \w{12}, which is not known here/);
    expect(await database.sql('data_key').count()).to.deep.equal([{ count: '1' }]);
  });

  it('wraps one data key when many ask for the first one at once', async () => {
    const pools = [database.sql, database.another(), database.another()];
    const sealed = await Promise.all(Array.from({ length: 12 }, (_, index) =>
      seal(vaultScope(pools[index % 3] ?? database.sql, mine, withUrl({ TOLK_KEY: old })), `text ${index}`)));
    expect(await Promise.all(sealed.map((one) => open(scope({ TOLK_KEY: old }), one))))
      .to.deep.equal(sealed.map((_, index) => `text ${index}`));
    expect(await database.sql('data_key').pluck('id')).to.deep.equal([1]);
  });

  it('leaves nothing behind when the transaction of the first secret is rolled back', async () => {
    const undone = scope({ TOLK_KEY: old }).transaction(async (tx) => {
      await seal(tx, 'x');
      throw new Error('no');
    });
    expect(await undone.catch((error: Error) => error.message)).to.equal('no');
    expect(await database.sql('vault_key').pluck('key_id')).to.deep.equal([null]);
    expect(await open(scope({ TOLK_KEY: next }), await seal(scope({ TOLK_KEY: next }), 'y'))).to.equal('y');
  });
});
