import { expect } from 'chai';
import {
  deactivateUser, deleteUser, reactivateUser, revokeToken, setBrand, type Access,
} from '../../src/access/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { ADDRESS, openAccess, operator } from './access-support.ts';

/** Two instances whose time stands still: only what they hear from the other makes them ask again. */
describe('a change of access', () => {
  let database: TestDatabase;
  let brand: Brand;
  let made: MadeToken;
  let instances: Access[];

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    made = await makeToken(database.sql, { brand });
    instances = [database.sql, database.another()].map((sql) =>
      openAccess(sql, { listenUrl: database.url, settings: { LISTEN_RETRY: '100' } }));
    await until(async () => (await listeners()).length === 2);
    for (const access of instances) await access.session(made.token, ADDRESS);
  });
  afterEach(async () => {
    await Promise.all(instances.map((access) => access.stop()));
    expect(await listeners()).to.deep.equal([]);
  });

  const listeners = () => database.sql('pg_stat_activity')
    .where({ datname: new URL(database.url).pathname.slice(1), application_name: 'tolk listen', state: 'idle' })
    .whereRaw(`query like 'listen%'`).pluck<string[]>('pid');
  const isIn = async (access: Access) => {
    try {
      await access.session(made.token, ADDRESS);
      return true;
    } catch (error) {
      if (error instanceof TolkError && error.code === 'TOKEN_UNKNOWN') return false;
      throw error;
    }
  };
  const allIn = async () => Promise.all(instances.map(isIn));
  const untilAll = (wanted: boolean) => until(async () => (await allIn()).every((isThere) => isThere === wanted));

  it('made by one instance is heard by the other: revocation', async () => {
    await revokeToken(database.sql, operator, brand.id, made.id);
    await untilAll(false);
  });

  it('is heard when the owner goes to sleep, wakes, and is deleted', async () => {
    await deactivateUser(database.sql, operator, made.user.id);
    await untilAll(false);
    await reactivateUser(database.sql, operator, made.user.id);
    await untilAll(true);
    await deleteUser(database.sql, operator, made.user.id);
    await untilAll(false);
  });

  it('is heard when a brand is set', async () => {
    await setBrand(database.sql, brand.id, { settings: { optIn: 'N' } });
    await until(async () => {
      const sessions = await Promise.all(instances.map(async (access) => access.session(made.token, ADDRESS)));
      return sessions.every((session) => session.brand.settings.optIn === 'N');
    });
  });

  it('is heard when a DBA makes it by hand', async () => {
    await database.sql.raw('update token set revoked_at = now() where id = ?', [made.id]);
    await untilAll(false);
  });

  it('is not missed when the connection that listens was lost', async () => {
    await database.sql.transaction(async (trx) => {
      // Their session ends before the change is there to be told of.
      await trx.raw('alter table token disable trigger access_changed');
      await revokeToken(trx, operator, brand.id, made.id);
      await trx.raw('alter table token enable trigger access_changed');
    });
    expect(await allIn()).to.deep.equal([true, true]);
    for (const pid of await listeners()) await database.sql.raw('select pg_terminate_backend(?)', [pid]);
    await untilAll(false);
    await until(async () => (await listeners()).length === 2);
  });

  it('is seen within the time of the cache by an instance that cannot listen', async () => {
    let now = 0;
    const deaf = openAccess(database.another(), { clock: () => now });
    expect(await isIn(deaf)).to.equal(true);
    await revokeToken(database.sql, operator, brand.id, made.id);
    expect(await isIn(deaf)).to.equal(true);
    now += 5000;
    expect(await isIn(deaf)).to.equal(false);
    await deaf.stop();
  });
});
