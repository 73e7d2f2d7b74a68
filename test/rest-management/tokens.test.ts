import { expect } from 'chai';
import { DEFAULT_RIGHTS, listTokens } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { accessState, allPages, asking, complaint, manager, refusal, type Answer, type Manager } from './support.ts';

interface Token {
  readonly id: string;
  readonly token?: string;
  readonly state: string;
  readonly label: string;
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

describe('management by REST: tokens', () => {
  let gateway: TestGateway;
  let mine: Manager;

  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
  });

  const made = ({ body }: Answer) => body as Token & { readonly token: string };

  it('are made with what is asked; their text is told once and kept nowhere', async () => {
    const answer = await mine.ask('POST', '/tokens', {
      user: mine.user.id, rights: ['manage', 'data.read'], expires: '2999-12-31', label: 'till',
      allow: ['127.0.0.1', '2001:db8::/32'],
    });
    const { token: text, ...rest } = made(answer);
    expect(answer.status).to.equal(201);
    expect(text).to.match(UUID);
    expect(rest).to.deep.include({
      user: mine.user, label: 'till', state: 'active', rights: ['data.read', 'manage'],
      allow: ['127.0.0.1/32', '2001:db8::/32'], expiresAt: '2999-12-31 00:00:00', lastUsedAt: null,
    });
    expect((await asking(gateway.url, text)('GET', '/brand')).status, 'manage may be given by manage').to.equal(200);

    const one = await mine.ask('GET', answer.headers.get('location') ?? '');
    const { acts, ...shown } = one.body as { acts: { act: string; actor: string; door: string }[] };
    expect({ ...shown, lastUsedAt: null }).to.deep.equal(rest);
    expect(acts.map(({ act, actor, door }) => [act, actor, door]))
      .to.deep.equal([['created', mine.user.name, 'rest'], ['activated', mine.user.name, 'rest']]);
    const list = await mine.ask('GET', '/tokens');
    expect((list.body as Token[]).map(({ id }) => id)).to.deep.equal([mine.id, rest.id]);
    expect(JSON.stringify([one.body, list.body])).not.to.match(UUID);
    expect(JSON.stringify(gateway.lines)).not.to.contain(text);
  });

  it('have the usual rights, every network and no end when nothing is said', async () => {
    expect(made(await mine.ask('POST', '/tokens', { user: mine.user.id })))
      .to.deep.include({ rights: [...DEFAULT_RIGHTS], allow: [], expiresAt: null, label: '' });
  });

  it('are revoked for good, at once, and the log says by whom', async () => {
    const one = made(await mine.ask('POST', '/tokens', { user: mine.user.id }));
    const ask = asking(gateway.url, one.token);
    expect((await ask('GET', '/session')).status).to.equal(200);
    const revoked = [await mine.ask('DELETE', `/tokens/${one.id}`), await mine.ask('DELETE', `/tokens/${one.id}`)];
    expect(revoked.map(({ status }) => status), 'the second time it is revoked already').to.deep.equal([204, 204]);
    await until(async () => (await ask('GET', '/session')).status === 401);
    const { state, acts } = (await mine.ask('GET', `/tokens/${one.id}`)).body as Token & { acts: unknown[] };
    expect([state, acts.length]).to.deep.equal(['revoked', 3]);
    expect(acts[2]).to.include({ act: 'revoked', actor: mine.user.name, door: 'rest' });
  });

  it('do not revoke themselves; another token does', async () => {
    const before = await accessState(gateway);
    expect(refusal(await mine.ask('DELETE', `/tokens/${mine.id}`))).to.equal('409 OWN_ACCESS');
    expect(refusal(await mine.ask('DELETE', `/tokens/0${mine.id}`))).to.equal('404 TOKEN_NOT_FOUND');
    expect(await accessState(gateway)).to.equal(before);
    const next = made(await mine.ask('POST', '/tokens', { user: mine.user.id, rights: ['manage'] }));
    expect((await asking(gateway.url, next.token)('DELETE', `/tokens/${mine.id}`)).status).to.equal(204);
  });

  it('of other brands cannot be seen, revoked, or made', async () => {
    const other = await manager(gateway);
    const before = await accessState(gateway);
    for (const method of ['GET', 'DELETE']) {
      const answer = await mine.ask(method, `/tokens/${other.id}`);
      expect([refusal(answer), complaint(answer)]).to.deep.equal(['404 TOKEN_NOT_FOUND', `Token ${other.id} not found`]);
    }
    expect(refusal(await mine.ask('POST', '/tokens', { user: other.user.id }))).to.equal('404 USER_NOT_FOUND');
    expect(refusal(await mine.ask('POST', '/tokens', { user: mine.user.id, brand: other.brand.id }))).to.equal('400 FIELD_VALUE');
    expect(((await mine.ask('GET', '/tokens')).body as Token[]).map(({ id }) => id)).to.deep.equal([mine.id]);
    expect(await accessState(gateway)).to.equal(before);
  });

  it('are read in pages, by ascending id, dead ones too', async () => {
    for (let count = 0; count < 3; count++) await makeToken(gateway.sql, { brand: mine.brand });
    const all = (await mine.ask('GET', '/tokens')).body as Token[];
    const known = await listTokens(gateway.sql, mine.brand.id, 0);
    expect(all.map(({ id }) => id)).to.deep.equal(known.map(({ id }) => id));
    await mine.ask('DELETE', `/tokens/${all[1]?.id}`);
    const pages = await allPages(mine.ask, '/tokens?limit=2') as Token[][];
    expect(pages.map(({ length }) => length)).to.deep.equal([2, 2]);
    expect(pages.flat().map(({ id, state }) => `${id} ${state}`)).to.deep.equal(
      all.map(({ id }, index) => `${id} ${index === 1 ? 'revoked' : 'active'}`));
  });

  it('are refused when something of them is wrong, and nothing changes', async () => {
    const before = await accessState(gateway);
    const user = mine.user.id;
    const bad: readonly [body: unknown, code: string, text: string][] = [
      [undefined, '400 JSON_MISSING', 'body'],
      [{}, '400 FIELD_VALUE', 'user'],
      [{ user: Number(user) }, '400 FIELD_VALUE', 'user'],
      [{ user: mine.user.name }, '404 USER_NOT_FOUND', mine.user.name],
      [{ user: `${user}; delete from token` }, '404 USER_NOT_FOUND', 'not found'],
      [{ user, rights: [] }, '400 FIELD_VALUE', 'rights'],
      [{ user, rights: ['data.read', 'root'] }, '400 FIELD_VALUE', 'rights.1'],
      [{ user, rights: 'manage' }, '400 FIELD_VALUE', 'rights'],
      [{ user, expires: '2020-01-01' }, '400 FIELD_VALUE', 'is not in the future'],
      [{ user, expires: '2999-02-30' }, '400 FIELD_VALUE', 'expires'],
      [{ user, expires: 'tomorrow' }, '400 FIELD_VALUE', 'expires'],
      [{ user, allow: ['here'] }, '400 FIELD_VALUE', 'allow'],
      [{ user, allow: ['10.0.0.5/8'] }, '400 FIELD_VALUE', 'allow'],
      [{ user, allow: Array(101).fill('10.0.0.1') }, '400 FIELD_VALUE', 'more than 100'],
      [{ user, label: 'x'.repeat(101) }, '400 FIELD_VALUE', 'label'],
      [{ user, label: 'a\nb' }, '400 FIELD_VALUE', 'label'],
      [{ user, token: 'mine' }, '400 FIELD_VALUE', 'token'],
      [`{"user":"${user}","__proto__":{"rights":["manage"]}}`, '400 FIELD_VALUE', '__proto__'],
    ];
    for (const [body, code, text] of bad) {
      const answer = await mine.ask('POST', '/tokens', body);
      expect(refusal(answer), JSON.stringify(body)).to.equal(code);
      expect(complaint(answer)).to.contain(text);
    }
    for (const id of ['x', '0', '9'.repeat(30), `1'%20or%201=1`]) {
      expect(refusal(await mine.ask('GET', `/tokens/${id}`)), id).to.equal('404 TOKEN_NOT_FOUND');
    }
    expect(await accessState(gateway)).to.equal(before);
  });

  it('tell of many acts the newest HISTORY_MAX', async () => {
    const small = await startGateway({ databaseUrl: gateway.databaseUrl, env: { HISTORY_MAX: '2' } });
    try {
      const one = await makeToken(gateway.sql, { brand: mine.brand });
      for (const act of ['deactivate', 'reactivate']) await mine.ask('POST', `/users/${one.user.id}/${act}`);
      const { acts } = (await asking(small.url, mine.token)('GET', `/tokens/${one.id}`)).body as { acts: { act: string }[] };
      expect(acts.map(({ act }) => act)).to.deep.equal(['suspended', 'revived']);
    } finally {
      await small.stop();
    }
  });
});
