import { expect } from 'chai';
import { inspect } from 'node:util';
import type { Brand } from '../../src/db/index.ts';
import { openSecret, sealSecret, vaultState, type Purpose } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { newKey, open, PLACE, seal, settingsOf, vaultScope, withUrl, type Env } from './support.ts';

const BROKEN = 'Server A secret does not open: it was changed in the store, or belongs elsewhere. Set it again';

describe('secrets', () => {
  let database: TestDatabase;
  let mine: Brand;
  let theirs: Brand;
  let env: Env;
  const scope = (brand = mine) => vaultScope(database.sql, brand, env);

  before(async () => {
    database = await testDatabase();
    env = withUrl({ TOLK_KEY: newKey() });
    [mine, theirs] = [await makeBrand(database.sql), await makeBrand(database.sql)];
  });
  after(() => database.drop());

  it('come back as they were, bytes too', async () => {
    for (const text of ['hunter2', '', 'pässwörd € 𝄞', 'x'.repeat(100_000)]) {
      expect(await open(scope(), await seal(scope(), text))).to.equal(text);
    }
    const bytes = Buffer.from([0, 255, 128, 0]);
    expect(await openSecret(scope(), 'location', await sealSecret(scope(), 'location', bytes, PLACE), PLACE)).to.deep.equal(bytes);
  });

  it('show nothing of themselves, and never look the same twice', async () => {
    const [one, two] = [await seal(scope(), 'a secret that is long enough'), await seal(scope(), 'a secret that is long enough')];
    expect(one.includes('secret')).to.equal(false);
    expect(one.subarray(17).equals(two.subarray(17))).to.equal(false);
  });

  it('open for another instance with the same key', async () => {
    const other = vaultScope(database.another(), mine, env);
    expect(await open(other, await seal(scope(), 'shared'))).to.equal('shared');
  });

  it('take one data key per brand and purpose', async () => {
    await seal(scope(), 'a');
    await seal(scope(), 'b');
    await seal(scope(theirs), 'c');
    const found = await database.sql('data_key').select('brand_id', 'purpose', 'id').orderBy('brand_id');
    expect(found).to.deep.equal([mine, theirs].map(({ id }) => ({ brand_id: id, purpose: 'location', id: 1 })));
  });

  it('open only for their brand, their purpose, their place', async () => {
    const sealed = await seal(scope(), 'mine');
    await seal(scope(theirs), 'theirs');
    expect(await faultOf(open(scope(theirs), sealed))).to.equal(BROKEN);
    expect(await faultOf(open(scope(), sealed, 'location/2/secret'))).to.equal(BROKEN);
    const another = 'mailing' as Purpose; // none is declared yet
    await sealSecret(scope(), another, 'x', PLACE);
    expect(await faultOf(openSecret(scope(), another, sealed, PLACE))).to.equal(BROKEN);
  });

  it('do not open when a single bit was changed, or a part is missing', async () => {
    const sealed = await seal(scope(), 'abc');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(await faultOf(open(scope(), changed)), `byte ${at}`).to.equal(BROKEN);
      expect(await faultOf(open(scope(), sealed.subarray(0, at))), `${at} bytes`).to.equal(BROKEN);
    }
  });

  it('do not open for another brand when its data key was copied with them', async () => {
    const foreign = await seal(scope(theirs), 'theirs');
    const sealed = await seal(scope(), 'mine');
    const rowOf = ({ id }: Brand) => database.sql('data_key').where({ brand_id: id, purpose: 'location' });
    const [own] = await rowOf(mine).pluck<Buffer[]>('wrapped');
    const [copied] = await rowOf(theirs).pluck<Buffer[]>('wrapped');
    await rowOf(mine).update({ wrapped: copied });
    expect(await faultOf(open(scope(), foreign))).to.equal(BROKEN);
    const { dataKeys } = await vaultState(database.sql, settingsOf(env));
    expect(dataKeys.find(({ brandId, purpose }) => brandId === mine.id && purpose === 'location')?.state).to.equal('broken');
    await rowOf(mine).update({ wrapped: own });
    expect(await open(scope(), sealed)).to.equal('mine');
  });

  it('and the keys are nowhere in an error', async () => {
    const sealed = await seal(scope(), 'very private');
    const other = vaultScope(database.sql, mine, withUrl({ TOLK_KEY: newKey() }));
    const calls = [() => open(scope(), sealed, 'elsewhere'), () => open(other, sealed), () => seal(other, 'very private')];
    for (const call of calls) {
      const error: unknown = await call().then(() => undefined, (thrown: unknown) => thrown);
      const text = inspect(error, { depth: 10 });
      expect(text).to.match(/SECRET_BROKEN|KEY_UNKNOWN/).and.not.contain('very private').and.not.contain(env['TOLK_KEY']);
    }
  });
});
