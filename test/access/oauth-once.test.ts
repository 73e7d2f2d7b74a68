import { createHash } from 'node:crypto';
import OAuth2Server from '@node-oauth/oauth2-server';
import { expect } from 'chai';
import { createOauth, createOauthClient } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilSomeWait } from '../support/until.ts';

const BACK = 'https://crm.example/back';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = {
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'), code_challenge_method: 'S256',
};
const answer = () => new OAuth2Server.Response({ headers: {} });

describe('a code or refresh token of OAuth 2', () => {
  let database: TestDatabase;
  let maker: MadeToken;
  let credentials: { readonly client_id: string; readonly client_secret: string };
  let oauth: OAuth2Server;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    maker = await makeToken(database.sql, { brand: await makeBrand(database.sql) });
    const { client, secret } = await createOauthClient(maker.scope, {
      name: 'CRM', scopes: ['apps.webhook:execute', 'offline_access'], redirectUris: [BACK], userId: maker.user.id,
    });
    credentials = { client_id: client.clientId, client_secret: secret };
    oauth = createOauth({ sql: database.sql, limits: readConfig({ OAUTH_CODE_TRIES: '3' }) });
  });
  after(() => database.drop());

  async function code(): Promise<string> {
    const query = {
      response_type: 'code', client_id: credentials.client_id, scope: 'apps.webhook:execute offline_access', redirect_uri: BACK,
      ...CHALLENGE,
    };
    const { authorizationCode } = await oauth.authorize(
      new OAuth2Server.Request({ method: 'GET', headers: {}, query, body: {} }), answer(),
      { authenticateHandler: { handle: () => ({ id: maker.user.id }) } },
    );
    return authorizationCode;
  }
  const ask = (form: object) => oauth.token(new OAuth2Server.Request({
    method: 'POST', query: {}, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' },
    body: { ...credentials, ...form },
  }), answer());
  const exchange = (text: string, wrong: object = {}) =>
    ask({ grant_type: 'authorization_code', code: text, redirect_uri: BACK, code_verifier: VERIFIER, ...wrong });
  const refresh = (text: string) => ask({ grant_type: 'refresh_token', refresh_token: text });
  const outcomeOf = (asked: Promise<unknown>) => asked.then(() => 'good', (error: Error) => error.name);
  const ofClient = () => database.sql('token').where({ brand_id: maker.scope.brand.id }).whereLike('app', 'oauth %');
  const alive = async () => (await ofClient().whereNull('revoked_at')).length;

  it('is not used up by a failed exchange, which may be a mistake (RFC 6749 4.1.2)', async () => {
    const text = await code();
    expect(await outcomeOf(exchange(text, { code_verifier: 'w'.repeat(43) }))).equal('invalid_grant');
    expect(await outcomeOf(exchange(text, { redirect_uri: `${BACK}/other` }))).equal('invalid_request');
    expect(await outcomeOf(exchange(text))).equal('good');
    expect(await alive()).equal(1);
  });

  it('is refused after so many tries, so that nobody guesses (RFC 6749 10.10)', async () => {
    const text = await code();
    for (let tries = 0; tries < 3; tries++) await outcomeOf(exchange(text, { code_verifier: 'w'.repeat(43) }));
    expect(await outcomeOf(exchange(text))).equal('invalid_grant');
    expect(await alive()).equal(0);
  });

  /** Two at the same moment: the one that is first is held where its tokens are stored. */
  async function meeting(acts: readonly (() => Promise<unknown>)[]): Promise<string[]> {
    const trx = await database.sql.transaction();
    await trx.raw('lock table token in share mode');
    const both = acts.map((act) => outcomeOf(act()));
    await untilSomeWait(database.sql, acts.length);
    await trx.commit();
    return (await Promise.all(both)).sort();
  }

  it('ends all that came of it when it is used twice at the same moment (RFC 6749 10.5)', async () => {
    const text = await code();
    expect(await meeting([() => exchange(text), () => exchange(text)])).eql(['good', 'invalid_grant']);
    expect([(await ofClient()).length, await alive()]).eql([1, 0]);
    expect(await database.sql('oauth_grant').where({ brand_id: maker.scope.brand.id })).eql([]);
  });

  it('ends with what others of the same consent are about to get (RFC 9700 4.14.2)', async () => {
    const first = await exchange(await code());
    const second = await refresh(first.refreshToken ?? '');
    expect(await meeting([() => refresh(second.refreshToken ?? ''), () => refresh(second.refreshToken ?? '')]))
      .eql(['good', 'invalid_grant']);
    expect([(await ofClient()).length, await alive()]).eql([3, 0]);
    expect(await database.sql('oauth_grant').where({ brand_id: maker.scope.brand.id })).eql([]);
  });

  it('used again ends what the one after it is being changed for', async () => {
    const first = await exchange(await code());
    const second = await refresh(first.refreshToken ?? '');
    expect(await meeting([() => refresh(second.refreshToken ?? ''), () => refresh(first.refreshToken ?? '')]))
      .to.include('invalid_grant');
    expect(await alive()).equal(0);
    expect(await database.sql('oauth_grant').where({ brand_id: maker.scope.brand.id })).eql([]);
  });
});
