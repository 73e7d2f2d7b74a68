import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { checkSecrets, listSecrets, removeSecret, secretValues, setSecret } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Scope } from '../../src/db/index.ts';
import { rotateKey } from '../../src/vault/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';

const VALUE = 'k-4f1c09 "very" private';

describe('a secret of a brand', () => {
  const settings = { TOLK_KEY: randomBytes(32).toString('hex') };
  let database: TestDatabase;
  let mine: Scope;

  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = scopeOf(database.sql, await makeBrand(database.sql), { settings, actor: 'anna' }); });
  after(() => database.drop());

  const like = (more: Readonly<Record<string, string>>, actor = 'anna') =>
    scopeOf(database.sql, mine.brand, { settings: { ...settings, ...more }, actor });
  const valueOf = async (name: string, scope = mine) => (await secretValues(scope, [name])).get(name);
  const stored = () => database.sql('secret').where({ brand_id: mine.brand.id });

  it('is kept sealed, is given back to calls, and is listed without its value', async () => {
    await setSecret(mine, 'SHOP_KEY', VALUE);
    await setSecret(mine, 'other', 'x');
    expect(await valueOf('SHOP_KEY')).to.equal(VALUE);
    const [row] = await stored().where({ name: 'SHOP_KEY' }) as { sealed: Buffer }[];
    expect(row?.sealed.includes('very')).to.equal(false);
    const list = await listSecrets(mine);
    expect(list.map(({ name, createdBy }) => [name, createdBy])).to.have.deep.members([['SHOP_KEY', 'anna'], ['other', 'anna']]);
    expect(JSON.stringify(list)).not.to.contain('private');
  });

  it('is replaced by a new value, with who did it, and is gone when removed', async () => {
    await setSecret(mine, 'key', 'old');
    await setSecret(like({}, 'bert'), 'key', 'new');
    expect(await valueOf('key')).to.equal('new');
    expect((await listSecrets(mine)).map(({ createdBy, modifiedBy }) => [createdBy, modifiedBy])).to.deep.equal([['anna', 'bert']]);
    await removeSecret(mine, 'key');
    expect([await faultOf(secretValues(mine, ['key'])), await faultOf(removeSecret(mine, 'key'))])
      .to.deep.equal(['213 Secret key not found', '213 Secret key not found']);
    expect(await stored()).to.deep.equal([]);
  });

  it('is one of its brand alone, and opens in its own row only', async () => {
    const theirs = scopeOf(database.sql, await makeBrand(database.sql), { settings });
    await setSecret(mine, 'key', 'mine');
    expect(await faultOf(checkSecrets(theirs, ['key']))).to.equal('213 Secret key not found');
    await setSecret(theirs, 'key', 'theirs');
    expect([await valueOf('key'), await valueOf('key', theirs)]).to.deep.equal(['mine', 'theirs']);
    await setSecret(mine, 'next', 'x');
    const [next] = await stored().where({ name: 'next' }) as { sealed: Buffer }[];
    await stored().where({ name: 'key' }).update({ sealed: next?.sealed });
    expect(await faultOf(secretValues(mine, ['key']))).to.contain('A secret does not open');
  });

  it('stays when the key of the house is changed', async () => {
    await setSecret(mine, 'key', 'kept');
    const changed = { TOLK_KEY: randomBytes(32).toString('hex'), TOLK_KEY_OLD: settings.TOLK_KEY };
    expect((await rotateKey(database.sql, readConfig(changed))).left).to.equal(0);
    expect(await valueOf('key', like({ TOLK_KEY: changed.TOLK_KEY }))).to.equal('kept');
    Object.assign(settings, { TOLK_KEY: changed.TOLK_KEY });
  });

  it('is refused with a bad name or value, and past the limits; no refusal holds the value', async () => {
    for (const name of ['', '1a', 'a b', 'a.b', 'a}}', 'ä', 'a'.repeat(101)]) {
      expect(await faultOf(setSecret(mine, name, VALUE)), name).to.contain('Field name').and.not.contain('private');
    }
    expect(await faultOf(setSecret(mine, 'key', ''))).to.contain('must not be empty');
    for (const value of ['private\0', 'private\ud800']) {
      expect(await faultOf(setSecret(mine, 'key', value))).to.contain('no character').and.not.contain('private');
    }
    expect(await faultOf(setSecret(like({ SECRET_LENGTH: '5' }), 'key', VALUE))).to.contain('longer than 5').and.not.contain('private');
    const few = like({ SECRETS_MAX: '1' });
    await setSecret(few, 'key', '1');
    await setSecret(few, 'key', '2');
    expect(await faultOf(setSecret(few, 'next', VALUE))).to.equal('105 A brand has at most 1 secrets; next would be one more');
    expect(await faultOf(secretValues(mine, ['key', 'no\0ne']))).to.contain('not found');
    expect((await listSecrets(mine)).map(({ name }) => name)).to.deep.equal(['key']);
  });
});
