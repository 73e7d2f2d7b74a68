import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { rotateKey, vaultState } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { newKey, open, seal, settingsOf, vaultScope, withUrl, type Env } from './support.ts';

describe('a change of the key', () => {
  let database: TestDatabase;
  let mine: Brand;
  let theirs: Brand;
  const [old, next] = [newKey(), newKey()];
  const [before, during, after] = [{ TOLK_KEY: old }, { TOLK_KEY: next, TOLK_KEY_OLD: old }, { TOLK_KEY: next }];
  const scope = (env: Env, brand = mine) => vaultScope(database.sql, brand, withUrl(env));
  const rotate = (env: Env) => rotateKey(database.sql, settingsOf(withUrl(env)));

  beforeEach(async () => {
    database = await testDatabase();
    [mine, theirs] = [await makeBrand(database.sql), await makeBrand(database.sql)];
  });
  afterEach(() => database.drop());

  it('wraps every data key anew and leaves secrets as they are; then the old key opens nothing', async () => {
    const sealed = [await seal(scope(before), 'x'), await seal(scope(before, theirs), 'y')] as const;
    expect(await rotate(during)).to.deep.include({ rewrapped: 2, left: 0 });
    expect(await open(scope(after), sealed[0])).to.equal('x');
    expect(await open(scope(after, theirs), sealed[1])).to.equal('y');
    expect(await open(scope(during), await seal(scope(after), 'z'))).to.equal('z');
    expect(await faultOf(open(scope(before), sealed[0]))).to.contain('which is not known here');
    const state = await vaultState(database.sql, settingsOf(withUrl(after)));
    expect(state).to.deep.include({ from: 'TOLK_KEY', isOwn: true });
    expect(state.dataKeys.map(({ state: one }) => one)).to.deep.equal(['opens', 'opens']);
  });

  it('changes nothing the second time, or before there is a secret', async () => {
    expect(await rotate(during)).to.deep.equal({ inForce: undefined, rewrapped: 0, left: 0 });
    await seal(scope(before), 'x');
    const first = await rotate(during);
    expect(await rotate(during)).to.deep.equal({ ...first, rewrapped: 0 });
    expect(await rotate(after)).to.deep.equal({ ...first, rewrapped: 0 });
  });

  it('needs both keys, and says which is missing', async () => {
    const sealed = await seal(scope(before), 'x');
    expect(await faultOf(rotate(after))).to.match(/under the key \w{12}, which is not known here \(TOLK_KEY is \w+\)/);
    expect(await faultOf(rotate({ TOLK_KEY_OLD: old }))).to.contain('TOLK_KEY is not set');
    expect(await open(scope(before), sealed)).to.equal('x');
  });

  it('leaves a data key that was changed in the store, and all others follow', async () => {
    await seal(scope(before), 'x');
    const fine = await seal(scope(before, theirs), 'y');
    await database.sql('data_key').where({ brand_id: mine.id }).update({ wrapped: Buffer.alloc(60) });
    expect(await rotate(during)).to.deep.include({ rewrapped: 1, left: 1 });
    expect(await open(scope(after, theirs), fine)).to.equal('y');
  });

  it('waits for a data key that is being made, and wraps that too', async () => {
    await seal(scope(before), 'x');
    let rotated: Promise<{ rewrapped: number }> | undefined;
    const made = await scope(before, theirs).transaction(async (tx) => {
      const sealed = await seal(tx, 'y');
      rotated = rotateKey(database.another(), settingsOf(withUrl(during)));
      await untilOneWaits(database.sql);
      return sealed;
    });
    expect(await rotated).to.deep.include({ rewrapped: 2, left: 0 });
    expect(await open(scope(after, theirs), made)).to.equal('y');
  });

  it('goes on beside instances that seal and open, each knowing both keys', async () => {
    const brands = await Promise.all(Array.from({ length: 6 }, () => makeBrand(database.sql)));
    const sealed = await Promise.all(brands.map((brand) => seal(scope(before, brand), 'first')));
    const instances = [database.another(), database.another()];
    const both = [withUrl(during), withUrl({ TOLK_KEY: old, TOLK_KEY_OLD: next })];
    let isDone = false;
    const use = async (sql: typeof database.sql, seed: number) => {
      for (let turn = seed; !isDone; turn++) {
        const at = turn % brands.length;
        const fresh = await makeBrand(sql); // its data key is made meanwhile
        for (const brand of [brands[at] ?? mine, fresh]) {
          const user = vaultScope(sql, brand, both[turn % 2] ?? {});
          expect(await open(user, await seal(user, 'again'))).to.equal('again');
        }
        expect(await open(vaultScope(sql, brands[at] ?? mine, both[0] ?? {}), sealed[at] as Buffer)).to.equal('first');
      }
    };
    const users = instances.map(use);
    try {
      for (let turn = 0; turn < 10; turn++) await rotateKey(database.sql, settingsOf(both[turn % 2] ?? {}));
    } finally {
      isDone = true;
    }
    await Promise.all(users);
    await rotate(during);
    const { dataKeys } = await vaultState(database.sql, settingsOf(withUrl(after)));
    expect(new Set(dataKeys.map(({ state }) => state))).to.deep.equal(new Set(['opens']));
  });
});
