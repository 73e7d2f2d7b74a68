import { expect } from 'chai';
import { createToken, listTokens, type TokenInput, type User } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand, makeUser } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { complaint, operator } from './access-support.ts';

describe('tokens', () => {
  let database: TestDatabase;
  let brand: Brand;
  let user: User;

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    brand = await makeBrand(database.sql, { timeZone: 'America/New_York' });
    user = await makeUser(database.sql, [brand]);
  });

  const make = (input: Partial<TokenInput> = {}) =>
    createToken(database.sql, operator, { brand, user, ...input }, readConfig({}));
  const list = () => listTokens(database.sql, brand.id, 0);

  it('are listed with all that is known of them but their text, in the zone of the brand', async () => {
    const { token } = await make({ label: 'web shop', allow: ['10.0.0.0/8'], rights: ['manage', 'data.read'], expires: '2999-07-01' });
    await make();
    const [first, second] = await list();
    expect(first).to.deep.include({
      user: user.name, label: 'web shop', state: 'active', rights: ['data.read', 'manage'], allow: ['10.0.0.0/8'],
      expiresAt: '2999-07-01 00:00:00', lastUsedAt: null,
    });
    expect(second).to.deep.include({
      label: '', state: 'active', rights: ['data.read', 'data.write', 'send', 'campaign.run'], allow: [], expiresAt: null,
    });
    expect(JSON.stringify(first)).not.to.contain(token);
  });

  it('are listed for their own brand only', async () => {
    await make();
    const other = await makeBrand(database.sql);
    expect(await listTokens(database.sql, other.id, 0)).to.deep.equal([]);
  });

  it('expire at a moment of the brand\'s zone', async () => {
    await make({ expires: '2999-01-31 18:30' });
    await make({ expires: '2999-07-31T18:30:15' });
    const moments = await database.sql('token').where({ brand_id: brand.id }).orderBy('id').pluck<Date[]>('expires_at');
    expect(moments.map((moment) => moment.toISOString()))
      .to.deep.equal(['2999-01-31T23:30:00.000Z', '2999-07-31T22:30:15.000Z']);
  });

  const noTime = 'Field expires: is no date or time such as 2030-12-31 or 2030-12-31 18:00';
  for (const [what, input, text] of [
    ['an unknown right', { rights: ['data.read', 'root'] },
      'Field rights: must be some of data.read, data.write, send, campaign.run, model, manage (root)'],
    ['no right', { rights: [] }, 'Field rights: must be some of data.read, data.write, send, campaign.run, model, manage ()'],
    ['a past expiry', { expires: '2001-01-01' }, 'Field expires: is not in the future (2001-01-01)'],
    ['a day that is none', { expires: '2999-02-29' }, `${noTime} (2999-02-29)`],
    ['an hour that is none', { expires: '2999-02-01 25:00' }, `${noTime} (2999-02-01 25:00)`],
    ['a word of PostgreSQL', { expires: 'infinity' }, `${noTime} (infinity)`],
    ['a long label', { label: 'x'.repeat(101) }, `Field label: is longer than 100 characters (${'x'.repeat(101)})`],
  ] as const) {
    it(`are not made with ${what}`, async () => {
      expect(await complaint(() => make(input))).to.equal(text);
      expect(await list()).to.deep.equal([]);
    });
  }
});
