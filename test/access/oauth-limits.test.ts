import OAuth2Server from '@node-oauth/oauth2-server';
import { expect } from 'chai';
import { createOauth, createOauthClient, maintainOauth } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';

const BACK = 'https://crm.example/back';
const SETTINGS = {
  OAUTH_TOKEN_TIME: '600000', OAUTH_REFRESH_TIME: '7200000', OAUTH_CODE_TIME: '60000', OAUTH_CLIENTS: '2',
  OAUTH_REDIRECTS: '2', OAUTH_KEPT: '86400000',
};

describe('the limits of the OAuth 2 server', () => {
  let database: TestDatabase;
  let maker: MadeToken;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    maker = await makeToken(database.sql, { brand: await makeBrand(database.sql), settings: SETTINGS });
  });
  after(() => database.drop());

  const add = (redirectUris: readonly string[]) => createOauthClient(maker.scope, {
    name: 'CRM', scopes: ['apps.webhook:execute', 'offline_access'], redirectUris, userId: maker.user.id,
  });

  /** A code, changed for tokens. */
  async function consented(): Promise<OAuth2Server.Token> {
    const { client: { clientId }, secret } = await add([BACK]);
    const oauth = createOauth({ sql: database.sql, limits: readConfig(SETTINGS) });
    const query = { response_type: 'code', client_id: clientId, scope: 'apps.webhook:execute offline_access', redirect_uri: BACK };
    const answer = () => new OAuth2Server.Response({ headers: {} });
    const { authorizationCode: code } = await oauth.authorize(
      new OAuth2Server.Request({ method: 'GET', headers: {}, query, body: {} }), answer(),
      { authenticateHandler: { handle: () => ({ id: maker.user.id }) } },
    );
    return oauth.token(new OAuth2Server.Request({
      method: 'POST', query: {}, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' },
      body: { grant_type: 'authorization_code', code, redirect_uri: BACK, client_id: clientId, client_secret: secret },
    }), answer());
  }

  it('hold for the clients of a brand, and the addresses of a client', async () => {
    expect(await faultOf(add([BACK, `${BACK}1`, `${BACK}2`]))).contain('are more than 2');
    await add([BACK, `${BACK}1`]);
    await add([]);
    expect(await faultOf(add([]))).contain('2');
    expect(await database.sql('oauth_client').where({ brand_id: maker.scope.brand.id })).length(2);
  });

  it('say how long codes, access tokens and refresh tokens work', async () => {
    await consented();
    const { rows: lives } = await database.sql.raw<{ rows: { kind: string; seconds: number }[] }>(`
      select kind, round(extract(epoch from expires_at - created_at))::int as seconds from oauth_grant where brand_id = :id
      union all
      select 'access', round(extract(epoch from expires_at - created_at))::int from token
      where brand_id = :id and app like 'oauth %'`, { id: maker.scope.brand.id });
    const of = Object.fromEntries(lives.map(({ kind, seconds }) => [kind, seconds]));
    expect(of['access']).equal(600);
    expect(of['code']).within(30, 60); // by the clock of this process, beside that of the database
    expect(of['refresh']).within(7100, 7200);
  });

  it('say how long what has expired is kept', async () => {
    await consented();
    const { sql } = database;
    const id = maker.scope.brand.id;
    const left = async () => [
      (await sql('oauth_grant').where({ brand_id: id })).length,
      (await sql('token').where({ brand_id: id }).where('app', 'like', 'oauth %')).length,
    ];
    const expired = async (hours: number) => {
      const expires_at = sql.raw(`now() - ? * interval '1 hour'`, [hours]);
      await sql('oauth_grant').where({ brand_id: id }).update({ expires_at });
      await sql('token').where({ brand_id: id }).where('app', 'like', 'oauth %').update({ expires_at });
    };
    await expired(23);
    await maintainOauth(maker.scope);
    expect(await left()).eql([2, 1]);
    await expired(25);
    await maintainOauth(maker.scope);
    expect(await left()).eql([0, 0]);
  });
});
