import { expect } from 'chai';
import pg from 'pg';
import { revokeToken, type Access } from '../../src/access/index.ts';
import { openStore, type Brand } from '../../src/db/index.ts';
import type { TolkError } from '../../src/errors.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { ADDRESS, openAccess, operator, refusal, standingClock } from './access-support.ts';

describe('while the database is away', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let brand: Brand;
  let made: MadeToken;
  let name: string;

  before(async () => {
    database = await testDatabase();
    const url = new URL(database.url);
    name = url.pathname.slice(1);
    url.pathname = '/postgres';
    admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    brand = await makeBrand(database.sql);
    made = await makeToken(database.sql, { brand });
  });
  after(async () => {
    await comeBack();
    await admin.end();
    await database.drop();
  });

  async function goAway(): Promise<void> {
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  }
  const comeBack = () => admin.query(`alter database ${name} allow_connections true`);

  it('tokens in use go on for their seconds, others hear so, and all is well when it is back', async () => {
    const sql = openStore({ url: database.url, connections: 2, prepare: true });
    const clock = standingClock();
    const access = openAccess(sql, { clock, settings: { ACCESS_CACHE_TIME: '5000', GUESS_LIMIT: '3' } });
    const fresh = await makeToken(database.sql, { brand });
    await access.session(made.token, ADDRESS);

    await goAway();
    clock.pass(4999);
    expect((await access.session(made.token, ADDRESS)).tokenId).to.equal(made.id);
    for (let i = 0; i < 5; i++) {
      expect(await refusal(() => access.session(fresh.token, ADDRESS))).to.equal('DATABASE_AWAY');
    }
    clock.pass(1);
    expect(await refusal(() => access.session(made.token, ADDRESS))).to.equal('DATABASE_AWAY');
    await access.flush();

    await comeBack();
    expect((await access.session(fresh.token, ADDRESS)).tokenId).to.equal(fresh.id);
    await access.flush();
    const used = await database.sql('token').whereNotNull('last_used_at').orderBy('id').pluck('id');
    expect(used).to.deep.equal([made.id, fresh.id]);
    expect((await access.session(made.token, ADDRESS)).tokenId).to.equal(made.id);
    await access.stop();
    await sql.destroy();
  });

  const outcome = async (access: Access) => {
    try {
      return (await access.session(made.token, ADDRESS)).tokenId;
    } catch (error) {
      return (error as TolkError).code;
    }
  };

  it('an instance starts, stops, and hears of changes once it is back', async () => {
    await goAway();
    const access = openAccess(database.sql, { listenUrl: database.url, settings: { LISTEN_RETRY: '100' } });
    expect(await refusal(() => access.session(made.token, ADDRESS))).to.equal('DATABASE_AWAY');
    const gone = openAccess(database.sql, { listenUrl: database.url });
    await gone.stop();

    await comeBack();
    await until(async () => (await outcome(access)) === made.id);
    await revokeToken(database.sql, operator, brand.id, made.id);
    await until(async () => (await outcome(access)) === 'TOKEN_UNKNOWN');
    await access.stop();
  });
});
