import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { maintainOauth } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { bearer, makeWebhook, send } from '../webhook/receiver-support.ts';
import { askToken, BACK, consent, register, type Registered } from './oauth-support.ts';

const MAPPING = [{ path: 'mail', to: { field: 'emailAddress' }, deduplicate: true }];

describe('the OAuth 2 server', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  const hook = (one: Registered) => makeWebhook({ ...one, userToken: '' }, { mapping: MAPPING });
  const asked = ({ client }: Registered, more: object = {}) => ({
    response_type: 'code', client_id: client.clientId, redirect_uri: BACK, scope: 'apps.webhook:execute offline_access',
    state: 'a b&c', ...more,
  });
  const codeOf = async (one: Registered, query = asked(one)) =>
    (await consent(gateway, query, { token: one.userToken, answer: 'yes' })).location?.searchParams.get('code') ?? '';

  it('gives a client a token for its credentials, which opens webhooks and nothing else (webhook.md 2.1)', async () => {
    const one = await register(gateway);
    const { url } = await hook(one);
    const { status, headers, body } = await askToken(gateway, one.client, { grant_type: 'client_credentials' });
    expect(status, JSON.stringify(body)).equal(200);
    expect(body).include({ token_type: 'Bearer', scope: 'apps.webhook:execute' });
    expect(body['expires_in']).within(3500, 3600);
    expect(body).not.have.property('refresh_token');
    expect(headers.get('cache-control')).include('no-store');
    const token = body['access_token'] ?? '';
    expect((await send(url, { mail: 'a@x.example' }, bearer(token))).status).equal(200);
    const [customer] = await gateway.sql('customer').where({ brand_id: one.brand.id });
    expect(customer).include({ created_by: one.managerName });
    const rest = await fetch(`${gateway.url}/app/api/rest/public/v2/customer/${customer.id}`, { headers: bearer(token) });
    expect(rest.status).equal(401);
  });

  it('refuses wrong secrets, unknown clients, scopes that a client has not, and other grants', async () => {
    const one = await register(gateway, { scopes: ['analytics.events:read'], redirectUris: [] });
    const { clientId, secret } = one.client;
    const ask = (client: object, form: Record<string, string>) =>
      askToken(gateway, { clientId, secret, ...client }, form);
    const answers = [
      await ask({ secret: 'wrong' }, { grant_type: 'client_credentials' }),
      await ask({ clientId: 'nobody' }, { grant_type: 'client_credentials' }),
      await ask({}, { grant_type: 'client_credentials', scope: 'apps.webhook:execute' }),
      await ask({}, { grant_type: 'password', username: 'a', password: 'b' }),
      await ask({}, { grant_type: 'authorization_code', code: 'x' }),
      await ask({}, {}),
    ];
    expect(answers.map(({ status, body }) => `${status} ${body['error'] ?? ''}`)).eql([
      '401 invalid_client', '401 invalid_client', '400 invalid_scope', '400 unauthorized_client',
      '400 unauthorized_client', '400 invalid_request',
    ]);
    const { url } = await hook(one);
    const { body } = await ask({}, { grant_type: 'client_credentials' });
    expect((await send(url, { mail: 'a@x.example' }, bearer(body['access_token'] ?? ''))).status).equal(401);
  });

  it('lets a person say yes: code, token, refresh token; each code and refresh token once', async () => {
    const one = await register(gateway);
    const { url } = await hook(one);
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = asked(one, { code_challenge: challenge, code_challenge_method: 'S256' });
    const page = await (await fetch(`${gateway.url}/oauth2/authorize?${new URLSearchParams(query).toString()}`)).text();
    expect(page).include('CRM &lt;b&gt; asks for access').include('https://crm.example');
    const { status, location } = await consent(gateway, query, { token: one.userToken, answer: 'yes' });
    expect(status).equal(303);
    expect(location?.searchParams.get('state')).equal('a b&c');
    expect(location?.searchParams.get('x')).equal('1');
    const code = location?.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: BACK };
    expect((await askToken(gateway, one.client, { ...form, code_verifier: 'y'.repeat(43) })).body).include({ error: 'invalid_grant' });

    const good = await codeOf(one, query);
    const first = await askToken(gateway, one.client, { ...form, code: good, code_verifier: verifier });
    expect(first.status, JSON.stringify(first.body)).equal(200);
    expect((await send(url, { mail: 'b@x.example' }, bearer(first.body['access_token'] ?? ''))).status).equal(200);
    const [customer] = await gateway.sql('customer').where({ brand_id: one.brand.id });
    expect(customer).include({ created_by: one.userName });

    const refresh = (text: string) => askToken(gateway, one.client, { grant_type: 'refresh_token', refresh_token: text });
    const second = await refresh(first.body['refresh_token'] ?? '');
    expect(second.status, JSON.stringify(second.body)).equal(200);
    expect(second.body['refresh_token']).not.equal(first.body['refresh_token']);
    // used twice: it is in wrong hands, so that what came of it ends too
    expect((await refresh(first.body['refresh_token'] ?? '')).body).include({ error: 'invalid_grant' });
    expect((await refresh(second.body['refresh_token'] ?? '')).body).include({ error: 'invalid_grant' });
    for (const { body } of [first, second]) {
      await until(async () => (await send(url, { mail: 'b@x.example' }, bearer(body['access_token'] ?? ''))).status === 401);
    }
    expect((await askToken(gateway, one.client, { ...form, code: good, code_verifier: verifier })).status).equal(400);
  });

  it('gives no code to a wrong token, one of another brand, a client it does not know, or a foreign address', async () => {
    const [one, other] = [await register(gateway), await register(gateway)];
    const answers = [
      await consent(gateway, asked(one), { token: 'wrong', answer: 'yes' }),
      await consent(gateway, asked(one), { token: other.userToken, answer: 'yes' }),
      await consent(gateway, asked(one, { client_id: 'nobody' }), { token: one.userToken, answer: 'yes' }),
      await consent(gateway, asked(one, { redirect_uri: 'https://evil.example/' }), { token: one.userToken, answer: 'yes' }),
    ];
    expect(answers.map(({ status }) => status)).eql([401, 401, 400, 400]);
    expect(answers.map(({ location }) => location)).eql([null, null, null, null]);
    const refused = await consent(gateway, asked(one), { answer: 'no' });
    expect(refused.location?.searchParams.get('error')).equal('access_denied');
    const query = asked(one, { scope: 'analytics.events:read' });
    const greedy = await consent(gateway, query, { token: one.userToken, answer: 'yes' });
    expect(greedy.location?.searchParams.get('error'), greedy.page).equal('invalid_scope');
    expect(await gateway.sql('oauth_grant').where({ brand_id: one.brand.id })).length(0);
  });

  it('takes a challenge by S256 only, and a verifier never in the place of the secret', async () => {
    const one = await register(gateway);
    const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
    for (const method of [{}, { code_challenge_method: 'plain' }]) {
      const query = asked(one, { code_challenge: challenge, ...method });
      const { location } = await consent(gateway, query, { token: one.userToken, answer: 'yes' });
      expect(location?.searchParams.get('error')).equal('invalid_request');
    }
    const code = await codeOf(one, asked(one, { code_challenge: challenge, code_challenge_method: 'S256' }));
    const form = { grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: 'v'.repeat(43) };
    const bare = await fetch(`${gateway.url}/oauth2/token`, {
      method: 'POST', body: new URLSearchParams({ ...form, client_id: one.client.clientId }),
    });
    expect([bare.status, await bare.json()]).deep.equal([400, {
      error: 'invalid_client', error_description: 'Invalid client: client is invalid',
    }]);
    expect((await askToken(gateway, one.client, form)).status).equal(200);
  });

  it('gives no more to a user who has gone', async () => {
    const one = await register(gateway);
    const code = await codeOf(one);
    await gateway.sql('app_user').where({ name: one.userName }).update({ state: 'deleted' });
    const gone = await askToken(gateway, one.client, { grant_type: 'authorization_code', code, redirect_uri: BACK });
    expect([gone.status, gone.body['error']]).deep.equal([400, 'invalid_grant']);
  });

  it('gives a refresh token only with offline_access', async () => {
    const one = await register(gateway);
    const code = await codeOf(one, asked(one, { scope: 'apps.webhook:execute' }));
    const { body } = await askToken(gateway, one.client, { grant_type: 'authorization_code', code, redirect_uri: BACK });
    expect(body).have.property('access_token');
    expect(body).not.have.property('refresh_token');
    const alone = { grant_type: 'client_credentials', scope: 'apps.webhook:execute offline_access' };
    expect((await askToken(gateway, one.client, alone)).body).include({ scope: 'apps.webhook:execute' })
      .and.not.have.property('refresh_token');
  });

  it('ends a client with all its tokens, and keeps neither secrets nor tokens as texts', async () => {
    const one = await register(gateway);
    const { url } = await hook(one);
    const { body } = await askToken(gateway, one.client, { grant_type: 'client_credentials' });
    const token = body['access_token'] ?? '';
    const stored = JSON.stringify([await gateway.sql('oauth_client'), await gateway.sql('token'), await gateway.sql('oauth_grant')]);
    expect(stored).not.include(one.client.secret).not.include(token);
    const foreign = await register(gateway);
    expect((await foreign.ask('DELETE', `/oauth-clients/${one.client.id}`)).status).equal(404);
    expect((await one.ask('DELETE', `/oauth-clients/${one.client.id}`)).status).equal(204);
    await until(async () => (await send(url, { mail: 'a@x.example' }, bearer(token))).status === 401);
    expect((await askToken(gateway, one.client, { grant_type: 'client_credentials' })).status).equal(401);
    expect(((await one.ask('GET', '/oauth-clients')).body as object[]).length).equal(0);
  });

  it('removes tokens that have expired long ago, with their log; other tokens stay', async () => {
    const one = await register(gateway);
    await askToken(gateway, one.client, { grant_type: 'client_credentials' });
    const { scope } = await makeToken(gateway.sql, { brand: one.brand });
    const tokens = () => gateway.sql('token').where({ brand_id: one.brand.id });
    const before = (await tokens()).length;
    await tokens().where('app', 'like', 'oauth %').update({ expires_at: '2020-01-01' });
    await maintainOauth(scope);
    expect(await tokens()).length(before - 1);
    expect(await tokens().where('app', 'like', 'oauth %')).length(0);
  });

  it('registers only addresses that are safe, and scopes that there are', async () => {
    const { ask } = await register(gateway);
    const wishes = [
      { redirectUris: ['http://crm.example/'] }, { redirectUris: ['javascript:alert(1)'] },
      { redirectUris: ['https://crm.example/#x'] }, { scopes: [] }, { scopes: ['everything'] }, { name: '' },
    ];
    for (const wish of wishes) {
      const { status } = await ask('POST', '/oauth-clients', { name: 'x', scopes: ['apps.webhook:execute'], ...wish });
      expect(status, JSON.stringify(wish)).equal(400);
    }
    const local = { name: 'x', scopes: ['apps.webhook:execute'], redirectUris: ['http://127.0.0.1:9/x'] };
    expect((await ask('POST', '/oauth-clients', local)).status).equal(201);
  });
});
