import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { asking, manager, type Manager } from './support.ts';

/** What each believes, it believes for longer than the test runs: only what it hears makes it ask again. */
const env = { ACCESS_CACHE_TIME: '3600000' };

describe('management by REST: two instances on one database', () => {
  let database: TestDatabase;
  let one: TestGateway;
  let two: TestGateway;
  let mine: Manager;

  before(async () => {
    database = await testDatabase();
    one = await startGateway({ databaseUrl: database.url, env });
    two = await startGateway({ databaseUrl: database.url, env });
    await until(async () => (await database.sql('pg_stat_activity')
      .where({ datname: new URL(database.url).pathname.slice(1), application_name: 'tolk listen', state: 'idle' })
      .whereRaw(`query like 'listen%'`).pluck('pid')).length === 2);
    mine = await manager(one);
  });
  after(async () => {
    await one.stop();
    await two.stop();
    await database.drop();
  });

  it('a token revoked at one is refused by the other', async () => {
    const { id, token } = await makeToken(one.sql, { brand: mine.brand });
    const there = asking(two.url, token);
    expect((await there('GET', '/session')).status).to.equal(200);
    expect((await mine.ask('DELETE', `/tokens/${id}`)).status).to.equal(204);
    await until(async () => (await there('GET', '/session')).status === 401);
  });

  it('a setting and a zone changed at one are used by the other', async () => {
    const { token } = await makeToken(one.sql, { brand: mine.brand });
    const there = asking(two.url, token);
    const insert = async () => expect(
      (await soapCall({ url: two.url, token }, 'customer_insert', '<customer><lastname>Visser</lastname></customer>')).fault,
    ).to.equal(undefined);
    await insert();
    await mine.ask('PATCH', '/brand', { timeZone: 'Asia/Tokyo', settings: { optIn: 'N' } });
    await until(async () => ((await there('GET', '/session')).body as { brand: { timeZone: string } }).brand.timeZone === 'Asia/Tokyo');
    await insert();
    expect(await one.sql('customer').where({ brand_id: mine.brand.id }).orderBy('id').pluck('opt_in')).to.deep.equal(['Y', 'N']);
  });

  it('a user put to sleep at one sleeps at the other, and wakes there', async () => {
    const { user, token } = await makeToken(one.sql, { brand: mine.brand });
    const there = asking(two.url, token);
    expect((await there('GET', '/session')).status).to.equal(200);
    await mine.ask('POST', `/users/${user.id}/deactivate`);
    await until(async () => (await there('GET', '/session')).status === 401);
    await asking(two.url, mine.token)('POST', `/users/${user.id}/reactivate`);
    await until(async () => (await there('GET', '/session')).status === 200);
  });

  it('a user of one name is made once, when both are asked at the same moment', async () => {
    const answers = await Promise.all([one, two].map(({ url }) => asking(url, mine.token)('POST', '/users', { name: 'once' })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    expect(await one.sql('app_user').where({ name: 'once' }).pluck('state')).to.deep.equal(['active']);
  });
});
