import { expect } from 'chai';
import { listTokens, userByName, type BrandUser, type User } from '../../src/access/index.ts';
import { makeToken, makeUser } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { accessState, allPages, asking, complaint, manager, refusal, type Manager } from './support.ts';

describe('management by REST: users', () => {
  let gateway: TestGateway;
  let mine: Manager;

  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
  });

  const seen = async ({ ask }: Manager) => (await ask('GET', '/users')).body as BrandUser[];
  const names = async (who: Manager) => (await seen(who)).map(({ name }) => name);

  /** A token of the same user for each of two brands. */
  const tokensOf = async (user: User, one: Manager, two: Manager) => [
    await makeToken(gateway.sql, { brand: one.brand, user }), await makeToken(gateway.sql, { brand: two.brand, user }),
  ] as const;

  it('are made with access to the brand of the token, and to no other', async () => {
    const other = await manager(gateway);
    const answer = await mine.ask('POST', '/users', { name: ' Web shop ' });
    const made = answer.body as BrandUser;
    expect(answer.status).to.equal(201);
    expect(made).to.include({ name: 'Web shop', state: 'active', lastActiveAt: null });
    expect(made.createdAt).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const address = answer.headers.get('location') ?? '';
    expect(address).to.equal(`${gateway.url}/api/v1/users/${made.id}`);
    expect((await mine.ask('GET', address)).body).to.deep.equal(made);
    expect(await seen(mine)).to.deep.include(made);
    const brands = gateway.sql('user_brand').where({ user_id: made.id }).pluck<string[]>('brand_id');
    expect(await brands).to.deep.equal([mine.brand.id]);
    expect(await names(other)).to.deep.equal([other.user.name]);
  });

  it('are not taken from another brand by guessing a name', async () => {
    const other = await manager(gateway);
    const before = await accessState(gateway);
    for (const name of [other.user.name, other.user.name.toUpperCase(), mine.user.name]) {
      const answer = await mine.ask('POST', '/users', { name });
      expect([refusal(answer), complaint(answer)]).to.deep.equal(['409 USER_EXISTS', `There is a user ${name} already`]);
    }
    expect(await accessState(gateway)).to.equal(before);
  });

  it('of other brands cannot be seen or changed', async () => {
    const { id } = (await manager(gateway)).user;
    const before = await accessState(gateway);
    for (const [method, path] of [['GET', ''], ['POST', '/deactivate'], ['POST', '/reactivate'], ['DELETE', '']] as const) {
      const answer = await mine.ask(method, `/users/${id}${path}`);
      expect([refusal(answer), complaint(answer)]).to.deep.equal(['404 USER_NOT_FOUND', `User ${id} not found`]);
    }
    expect(await accessState(gateway)).to.equal(before);
  });

  it('go to sleep and wake, and their tokens with them; the log says who did it', async () => {
    const one = await makeToken(gateway.sql, { brand: mine.brand });
    const asleep = await mine.ask('POST', `/users/${one.user.id}/deactivate`);
    expect([asleep.status, (asleep.body as BrandUser).state]).to.deep.equal([200, 'inactive']);
    await until(async () => (await asking(gateway.url, one.token)('GET', '/session')).status === 401);
    const awake = await mine.ask('POST', `/users/${one.user.id}/reactivate`);
    expect([awake.status, (awake.body as BrandUser).state]).to.deep.equal([200, 'active']);
    await until(async () => (await asking(gateway.url, one.token)('GET', '/session')).status === 200);
    const log = gateway.sql('token_log').where({ token_id: one.id }).orderBy('id');
    expect((await log.select('act', 'actor', 'door')).slice(2)).to.deep.equal([
      { act: 'suspended', actor: mine.user.name, door: 'rest' }, { act: 'revived', actor: mine.user.name, door: 'rest' },
    ]);
  });

  it('without activity for OWNER_IDLE are shown as inactive, and wake', async () => {
    const one = await makeToken(gateway.sql, { brand: mine.brand });
    const { sql } = gateway;
    await sql('app_user').where({ id: one.user.id }).update({ last_active_at: sql.raw(`now() - interval '61 days'`) });
    expect((await mine.ask('GET', `/users/${one.user.id}`)).body).to.include({ state: 'inactive' });
    expect((await mine.ask('POST', `/users/${one.user.id}/reactivate`)).body).to.include({ state: 'active' });
    expect((await asking(gateway.url, one.token)('GET', '/session')).status).to.equal(200);
  });

  it('show the last use of their tokens of this brand only, in its zone', async () => {
    const other = await manager(gateway);
    await mine.ask('PATCH', '/brand', { timeZone: 'Asia/Tokyo' });
    const user = await makeUser(gateway.sql, [mine.brand, other.brand]);
    const [ours, theirs] = await tokensOf(user, mine, other);
    await gateway.sql('token').where({ id: theirs.id }).update({ last_used_at: '2026-02-02T12:00:00Z' });
    expect((await mine.ask('GET', `/users/${user.id}`)).body).to.include({ lastActiveAt: null });
    await gateway.sql('token').where({ id: ours.id }).update({ last_used_at: '2026-01-01T12:00:00Z' });
    expect((await mine.ask('GET', `/users/${user.id}`)).body).to.include({ lastActiveAt: '2026-01-01 21:00:00' });
  });

  it('are deleted with their last brand; their tokens are dead and their name is free', async () => {
    const one = await makeToken(gateway.sql, { brand: mine.brand });
    expect((await mine.ask('DELETE', `/users/${one.user.id}`)).status).to.equal(204);
    expect(refusal(await mine.ask('GET', `/users/${one.user.id}`))).to.equal('404 USER_NOT_FOUND');
    expect(refusal(await mine.ask('DELETE', `/users/${one.user.id}`))).to.equal('404 USER_NOT_FOUND');
    await until(async () => (await asking(gateway.url, one.token)('GET', '/session')).status === 401);
    const again = await mine.ask('POST', '/users', { name: one.user.name });
    expect((again.body as BrandUser).id).not.to.equal(one.user.id);
  });

  it('that other brands have too lose this brand only, and no brand puts them to sleep for the others', async () => {
    const other = await manager(gateway);
    const user = await makeUser(gateway.sql, [mine.brand, other.brand]);
    const [ours, theirs] = await tokensOf(user, mine, other);
    const before = await accessState(gateway);
    for (const act of ['deactivate', 'reactivate']) {
      const answer = await mine.ask('POST', `/users/${user.id}/${act}`);
      expect(refusal(answer)).to.equal('409 USER_SHARED');
      expect(JSON.stringify(answer.body)).not.to.contain(other.brand.name);
    }
    expect(await accessState(gateway)).to.equal(before);

    expect((await mine.ask('DELETE', `/users/${user.id}`)).status).to.equal(204);
    const states = async ({ brand }: Manager, id: string) =>
      (await listTokens(gateway.sql, brand.id, 0)).find((token) => token.id === id)?.state;
    expect([await states(mine, ours.id), await states(other, theirs.id)]).to.deep.equal(['revoked', 'active']);
    expect(await names(mine)).to.deep.equal([mine.user.name]);
    expect(await names(other)).to.deep.equal([other.user.name, user.name]);
    expect((await asking(gateway.url, theirs.token)('GET', '/session')).status).to.equal(200);

    expect((await other.ask('POST', `/users/${user.id}/deactivate`)).status, 'now it has one brand').to.equal(200);
  });

  it('taken from by two brands at once are deleted by whoever is last', async () => {
    for (let round = 0; round < 5; round++) {
      const other = await manager(gateway);
      const user = await makeUser(gateway.sql, [mine.brand, other.brand]);
      const done = await Promise.all([mine, other].map(({ ask }) => ask('DELETE', `/users/${user.id}`)));
      expect(done.map(({ status }) => status)).to.deep.equal([204, 204]);
      expect(await gateway.sql('app_user').where({ id: user.id }).pluck('state')).to.deep.equal(['deleted']);
    }
  });

  it('cannot lock themselves out by their own token', async () => {
    const before = await accessState(gateway);
    for (const [method, path] of [['POST', '/deactivate'], ['DELETE', '']] as const) {
      expect(refusal(await mine.ask(method, `/users/${mine.user.id}${path}`))).to.equal('409 OWN_ACCESS');
      expect(refusal(await mine.ask(method, `/users/0${mine.user.id}${path}`))).to.equal('404 USER_NOT_FOUND');
    }
    expect(await accessState(gateway)).to.equal(before);
  });

  it('are read in pages, by ascending id', async () => {
    for (let count = 0; count < 4; count++) await makeUser(gateway.sql, [mine.brand]);
    const all = await seen(mine);
    expect(all.map(({ id }) => Number(id))).to.deep.equal(all.map(({ id }) => Number(id)).sort((a, b) => a - b));
    const pages = await allPages(mine.ask, '/users?limit=2');
    expect(pages.map(({ length }) => length)).to.deep.equal([2, 2, 1]);
    expect(pages.flat()).to.deep.equal(all);
  });

  it('refuse names and numbers that are none, and change nothing', async () => {
    const before = await accessState(gateway);
    const asked = (body: unknown) => mine.ask('POST', '/users', body);
    const bad = [undefined, {}, [], null, 'x', { name: 7 }, { name: null }, { name: ' ' }, { name: 'x'.repeat(101) },
      { name: 'bell\u0007' }, { name: 'a', state: 'active' }, { name: 'a', brands: ['1'] }, '{"name":"a","__proto__":{"x":1}}'];
    for (const body of bad) {
      expect(refusal(await asked(body)), JSON.stringify(body)).to.be.oneOf(['400 FIELD_VALUE', '400 JSON_MALFORMED', '400 JSON_MISSING']);
    }
    for (const id of ['x', '-1', '0', '1.0', '9'.repeat(30), `1'%20or%20'1'='1`, '1%00', '%F0%9F%92%A5']) {
      expect(refusal(await mine.ask('DELETE', `/users/${id}`)), id).to.be.oneOf(['404 USER_NOT_FOUND', '400 FIELD_VALUE']);
    }
    for (const query of ['limit=0', 'limit=10001', 'limit=-1', 'limit=1e1', 'limit=1&limit=2', 'after=x', 'after=-1', 'after=', 'page=2']) {
      expect(refusal(await mine.ask('GET', `/users?${query}`)), query).to.equal('400 FIELD_VALUE');
    }
    expect(await accessState(gateway)).to.equal(before);
  });

  it('have names that reach SQL as values only', async () => {
    const name = `x'); drop table app_user; -- $1 ? "${mine.brand.id}`;
    const { status, body } = await mine.ask('POST', '/users', { name });
    expect([status, (body as BrandUser).name]).to.deep.equal([201, name]);
    expect((await userByName(gateway.sql, name)).id).to.equal((body as BrandUser).id);
  });
});
