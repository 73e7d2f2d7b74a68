import { expect } from 'chai';
import {
  createToken, deactivateUser, deleteUser, listTokens, maintainAccess, reactivateUser, revokeToken, suspendIdleOwners,
  tokenActs, withdrawBrand, type Session,
} from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { ADDRESS, openAccess, operator, refusal } from './access-support.ts';

const DAY = 24 * 60 * 60 * 1000;
const IDLE = 60 * DAY;

describe('the life of a token', () => {
  let database: TestDatabase;
  let brand: Brand;
  let made: MadeToken;

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    made = await makeToken(database.sql, { brand });
  });

  /** Each look-up by an instance of its own, so that nothing is remembered. */
  async function session(token = made.token): Promise<Session> {
    const access = openAccess(database.sql);
    try {
      return await access.session(token, ADDRESS);
    } finally {
      await access.stop();
    }
  }
  const refused = (token?: string) => refusal(() => session(token));
  const state = async (id = made.id) =>
    (await listTokens(database.sql, brand.id, IDLE)).find((token) => token.id === id)?.state;
  const acts = async (id = made.id) => (await tokenActs(database.sql, brand.id, id)).map(({ act }) => act);
  /** The minute tick of many instances at once. */
  const tickEverywhere = () => Promise.all(Array.from({ length: 8 }, () => maintainAccess(database.sql, IDLE)));
  const alter = (column: string, moment: string) =>
    database.sql.raw(`update token set ${column} = ${moment} where id = ?`, [made.id]);
  const idleSince = (days: number) =>
    database.sql.raw(`update app_user set last_active_at = now() - ? * interval '1 day' where id = ?`, [days, made.user.id]);

  it('is active at once by default, and opens its brand in the name of its owner', async () => {
    const { brand: opened, user, tokenId } = await session();
    expect(opened).to.deep.equal(brand);
    expect(user).to.deep.equal(made.user);
    expect(tokenId).to.equal(made.id);
    expect(await state()).to.equal('active');
    expect(await acts()).to.deep.equal(['created', 'activated']);
  });

  it('is pending for the delay of the settings', async () => {
    const late = await createToken(database.sql, operator, { brand, user: made.user }, readConfig({ TOKEN_DELAY: '3600000' }));
    expect(await refused(late.token)).to.equal('TOKEN_UNKNOWN');
    expect(await state(late.id)).to.equal('pending');
    await maintainAccess(database.sql, IDLE);
    expect(await acts(late.id)).to.deep.equal(['created']);

    await database.sql.raw(`update token set active_from = active_from - interval '1 hour' where id = ?`, [late.id]);
    expect((await session(late.token)).tokenId).to.equal(late.id);
    expect(await state(late.id)).to.equal('active');
    await tickEverywhere();
    expect(await acts(late.id)).to.deep.equal(['created', 'activated']);
  });

  it('ends when it expires', async () => {
    await alter('expires_at', `now() + interval '1 hour'`);
    expect((await session()).tokenId).to.equal(made.id);
    await alter('expires_at', 'now()');
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('expired');
    await tickEverywhere();
    await maintainAccess(database.sql, IDLE);
    expect(await acts()).to.deep.equal(['created', 'activated', 'expired']);
  });

  it('is left by the tick to whoever is writing it', async () => {
    await alter('expires_at', 'now()');
    await database.sql.transaction(async (trx) => {
      await trx('token').where({ id: made.id }).forUpdate().select('id');
      await tickEverywhere();
      expect(await acts()).to.deep.equal(['created', 'activated']);
    });
    await tickEverywhere();
    expect(await acts()).to.deep.equal(['created', 'activated', 'expired']);
  });

  it('sleeps while its owner is deactivated and wakes with it, the same token', async () => {
    await deactivateUser(database.sql, operator, made.user.id);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('suspended');
    await deactivateUser(database.sql, operator, made.user.id);

    await reactivateUser(database.sql, operator, made.user.id);
    expect((await session()).tokenId).to.equal(made.id);
    expect(await state()).to.equal('active');
    await reactivateUser(database.sql, operator, made.user.id);
    expect(await acts()).to.deep.equal(['created', 'activated', 'suspended', 'revived']);
  });

  it('sleeps when its owner was without activity for 60 days, and wakes when somebody reactivates the owner', async () => {
    await idleSince(59);
    expect(await suspendIdleOwners(database.sql, IDLE)).to.equal(0);
    expect((await session()).tokenId).to.equal(made.id);

    await idleSince(61);
    const instances = [database.sql, database.another()];
    const counts = await Promise.all(instances.map((sql) => suspendIdleOwners(sql, IDLE)));
    expect(counts.reduce((sum, count) => sum + count)).to.equal(1);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('suspended');

    await reactivateUser(database.sql, operator, made.user.id);
    expect(await suspendIdleOwners(database.sql, IDLE)).to.equal(0);
    expect((await session()).tokenId).to.equal(made.id);
    expect(await acts()).to.deep.equal(['created', 'activated', 'suspended', 'revived']);
  });

  it('is refused after 60 idle days even before the tick wrote it down, and does not wake by its own use', async () => {
    await idleSince(61);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('suspended');
    await reactivateUser(database.sql, operator, made.user.id);
    expect((await session()).tokenId).to.equal(made.id);
  });

  it('counts its use as activity of the owner', async () => {
    await idleSince(59);
    await session();
    expect(await suspendIdleOwners(database.sql, 50 * DAY)).to.equal(0);
    expect(await state()).to.equal('active');
  });

  it('never sleeps when OWNER_IDLE is 0', async () => {
    await idleSince(5000);
    expect(await suspendIdleOwners(database.sql, 0)).to.equal(0);
    const access = openAccess(database.sql, { settings: { OWNER_IDLE: '0' } });
    expect((await access.session(made.token, ADDRESS)).tokenId).to.equal(made.id);
    await access.stop();
  });

  it('is dead for good when its owner is deleted', async () => {
    await deleteUser(database.sql, operator, made.user.id);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('revoked');
    expect(await acts()).to.deep.equal(['created', 'activated', 'revoked']);
    expect(await refusal(() => reactivateUser(database.sql, operator, made.user.id))).to.equal('USER_NOT_FOUND');
    expect(await refusal(() => deleteUser(database.sql, operator, made.user.id))).to.equal('USER_NOT_FOUND');
  });

  it('is dead when a DBA marks its owner as deleted by hand', async () => {
    await database.sql('app_user').where({ id: made.user.id }).update({ state: 'deleted' });
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('revoked');
  });

  it('is dead when its owner loses the brand; tokens of other brands live on', async () => {
    const other = await makeBrand(database.sql);
    const elsewhere = await makeToken(database.sql, { brand: other });
    await database.sql('user_brand').insert({ brand_id: other.id, user_id: made.user.id });
    const kept = await createToken(database.sql, operator, { brand: other, user: made.user }, readConfig({}));

    await withdrawBrand(database.sql, operator, made.user.id, brand.id);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await acts()).to.deep.equal(['created', 'activated', 'revoked']);
    expect((await session(kept.token)).brand.id).to.equal(other.id);
    expect((await session(elsewhere.token)).brand.id).to.equal(other.id);
    expect(await refusal(() => createToken(database.sql, operator, { brand, user: made.user }, readConfig({}))))
      .to.equal('USER_WITHOUT_BRAND');
  });

  it('is dead when it is revoked; other tokens of the owner live on', async () => {
    const second = await createToken(database.sql, operator, { brand, user: made.user }, readConfig({}));
    await revokeToken(database.sql, operator, brand.id, made.id);
    await revokeToken(database.sql, operator, brand.id, made.id);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await state()).to.equal('revoked');
    expect(await acts()).to.deep.equal(['created', 'activated', 'revoked']);
    expect((await session(second.token)).tokenId).to.equal(second.id);

    await deactivateUser(database.sql, operator, made.user.id);
    await reactivateUser(database.sql, operator, made.user.id);
    expect(await refused()).to.equal('TOKEN_UNKNOWN');
    expect(await acts()).to.deep.equal(['created', 'activated', 'revoked']);
  });

  it('is revoked only by its own brand', async () => {
    const other = await makeBrand(database.sql);
    expect(await refusal(() => revokeToken(database.sql, operator, other.id, made.id))).to.equal('TOKEN_NOT_FOUND');
    expect(await refusal(() => revokeToken(database.sql, operator, brand.id, 'x'))).to.equal('TOKEN_NOT_FOUND');
    expect((await session()).tokenId).to.equal(made.id);
  });

  it('says in its log who did what', async () => {
    await revokeToken(database.sql, { name: 'Ann', door: 'console' }, brand.id, made.id);
    const log = await tokenActs(database.sql, brand.id, made.id);
    expect(log.map(({ act, actor, door }) => [act, actor, door])).to.deep.equal([
      ['created', 'test', 'cli'], ['activated', 'test', 'cli'], ['revoked', 'Ann', 'console'],
    ]);
    expect(log[0]?.at).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('cannot be made while its owner is being deleted', async () => {
    const rounds = await Promise.all(Array.from({ length: 8 }, async () => {
      const owner = (await makeToken(database.sql, { brand })).user;
      await Promise.allSettled([
        createToken(database.sql, operator, { brand, user: owner }, readConfig({})),
        deleteUser(database.sql, operator, owner.id),
      ]);
      return owner.id;
    }));
    const alive = await database.sql('token').whereIn('user_id', rounds).whereNull('revoked_at').pluck('id');
    expect(alive).to.deep.equal([]);
  });
});
