import { timingSafeEqual } from 'node:crypto';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { Config } from '../../config.ts';
import { rows, statement, type Store } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { brandById } from '../brands.ts';
import type { Right } from '../session.ts';
import { createToken } from '../token/tokens.ts';
import { hashOf, newToken } from '../token/text.ts';
import { findGrant, newGrantText, storeGrant, tryCode, useGrant, type GrantUse } from './grants.ts';
import { appOfClient } from './scopes.ts';

/** A client as the library hands it round; `id` is what it calls itself. */
interface Client extends OAuth2Server.Client {
  readonly number: string;
  readonly brandId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly userId: string;
}

interface Person extends OAuth2Server.User {
  readonly id: string;
  /** What is being changed for tokens; with client credentials nothing is. */
  readonly uses?: GrantUse;
}

type Row = readonly [
  number: string, brandId: string, clientId: string, secretHash: Buffer, name: string, scopes: string[],
  redirectUris: string[], userId: string,
];

const CLIENT = statement(`
  select id, brand_id, client_id, secret_hash, name, scopes, redirect_uris, user_id from oauth_client
  where client_id = $1 and revoked_at is null`);
const CLIENT_BY_NUMBER = statement(`
  select id, brand_id, client_id, secret_hash, name, scopes, redirect_uris, user_id from oauth_client
  where brand_id = $1 and id = $2 and revoked_at is null`);

/** An access token ends with what it follows from. */
const FOLLOWS = statement('update token set oauth_family = $3 where brand_id = $1 and id = $2');

const MAKER = { name: 'oauth', door: 'rest' } as const;
/** What a token of a client may do where its scope lets it in. */
const RIGHTS: readonly Right[] = ['data.read', 'data.write'];
const OFFLINE = 'offline_access';

type Limits = Pick<Config, 'TOKEN_NETWORKS' | 'OAUTH_TOKEN_TIME' | 'OAUTH_REFRESH_TIME' | 'OAUTH_CODE_TIME' | 'OAUTH_CODE_TRIES'>;

/** Our OAuth 2 server (webhook.md 2.1): the library knows the protocol, the model below where things are kept. */
export function createOauth({ sql, limits }: { readonly sql: Store; readonly limits: Limits }): OAuth2Server {
  return new OAuth2Server({
    model: modelOf(sql, limits),
    accessTokenLifetime: seconds(limits.OAUTH_TOKEN_TIME), refreshTokenLifetime: seconds(limits.OAUTH_REFRESH_TIME),
    authorizationCodeLifetime: seconds(limits.OAUTH_CODE_TIME), allowEmptyState: true, alwaysIssueNewRefreshToken: true,
  });
}

const seconds = (milliseconds: number) => Math.max(1, Math.floor(milliseconds / 1000));

type Model = OAuth2Server.AuthorizationCodeModel & OAuth2Server.ClientCredentialsModel & OAuth2Server.RefreshTokenModel;

function modelOf(sql: Store, limits: Limits): Model {
  const clientByNumber = async (brandId: string, number: string) => {
    const [row] = await rows<Row>(sql, CLIENT_BY_NUMBER, [brandId, number]);
    return row === undefined ? undefined : clientOf(row);
  };
  /** The client must be there still, and the grant its own. */
  const granted = async (kind: 'code' | 'refresh', text: string) => {
    const found = await findGrant(sql, kind, text);
    if (found === undefined) return undefined;
    const { brandId, grant } = found;
    const client = await clientByNumber(brandId, grant.clientNumber);
    const uses: GrantUse = { kind, text, family: grant.family };
    return client === undefined ? undefined : { client, grant, user: { id: grant.userId, uses } };
  };

  return {
    /** @param secret null: it is only asked for, by /oauth2/authorize; undefined: it has shown none, by PKCE alone */
    async getClient(clientId: string, secret?: string | null) {
      const [row] = clientId.includes('\0') ? [] : await rows<Row>(sql, CLIENT, [clientId]);
      if (row === undefined || (secret !== null && !isSecret(secret ?? '', row[3]))) return false;
      return clientOf(row);
    },
    getUserFromClient: (client) => Promise.resolve({ id: (client as Client).userId }),
    validateScope: (_user, client, wished) => Promise.resolve(scopesOf(client as Client, wished)),

    generateAccessToken: () => Promise.resolve(newToken()), // not used: saveToken makes it
    generateRefreshToken: (client) => Promise.resolve(newGrantText((client as Client).brandId)),
    generateAuthorizationCode: (client) => Promise.resolve(newGrantText((client as Client).brandId)),

    async saveToken(token, given, user) {
      const client = given as Client;
      const { scope: granted = [], refreshToken, refreshTokenExpiresAt, accessTokenExpiresAt } = token;
      // With client credentials nobody goes away.
      const scope = refreshToken === undefined ? granted.filter((one) => one !== OFFLINE) : granted;
      const { id: userId, uses } = user as Person;
      const made = await sql.transaction(async (trx) => {
        if (uses !== undefined && !await useGrant(trx, uses)) return undefined;
        const brand = await brandById(trx, client.brandId);
        const access = await createToken(trx, MAKER, {
          brand, user: { id: userId, name: '' }, rights: RIGHTS, label: client.name,
          app: appOfClient(client.number, scope), expiresIn: limits.OAUTH_TOKEN_TIME,
        }, { ...limits, TOKEN_DELAY: 0 });
        if (uses !== undefined) await rows(trx, FOLLOWS, [client.brandId, access.id, uses.family]);
        if (refreshToken === undefined || !scope.includes(OFFLINE)) return { accessToken: access.token };
        await storeGrant(trx, client.brandId, 'refresh', refreshToken, {
          clientNumber: client.number, userId, scopes: scope, expiresAt: refreshTokenExpiresAt ?? new Date(),
          redirectUri: null, challenge: null, challengeMethod: null, family: uses?.family ?? null,
        });
        return { accessToken: access.token, refreshToken, ...(refreshTokenExpiresAt && { refreshTokenExpiresAt }) };
      }).catch((error: unknown) => {
        if (!(error instanceof TolkError) || error.code !== 'USER_WITHOUT_BRAND') throw error;
        throw new OAuth2Server.InvalidGrantError('Invalid grant: its user has no access to the brand any more');
      });
      if (made === undefined) throw new OAuth2Server.InvalidGrantError('Invalid grant: it was used before');
      return { ...made, ...(accessTokenExpiresAt && { accessTokenExpiresAt }), scope, client, user };
    },

    async saveAuthorizationCode(code, given, user) {
      const client = given as Client;
      const { authorizationCode, expiresAt, redirectUri, scope = [], codeChallenge, codeChallengeMethod } = code;
      await storeGrant(sql, client.brandId, 'code', authorizationCode, {
        clientNumber: client.number, userId: (user as Person).id, scopes: scope, expiresAt, redirectUri,
        challenge: codeChallenge ?? null, challengeMethod: codeChallengeMethod ?? null, family: null,
      });
      return { ...code, client, user };
    },
    async getAuthorizationCode(text) {
      const found = await granted('code', text);
      if (found === undefined) return false;
      const { client, user, grant: { scopes, expiresAt, redirectUri, challenge, challengeMethod } } = found;
      return {
        authorizationCode: text, expiresAt, redirectUri: redirectUri ?? '', scope: [...scopes], client, user,
        ...(challenge === null ? {} : { codeChallenge: challenge, codeChallengeMethod: challengeMethod ?? 'S256' }),
      };
    },
    revokeAuthorizationCode: ({ authorizationCode }) => tryCode(sql, authorizationCode, limits.OAUTH_CODE_TRIES),

    async getRefreshToken(text) {
      const found = await granted('refresh', text);
      if (found === undefined) return false;
      const { client, user, grant: { scopes, expiresAt } } = found;
      return { refreshToken: text, refreshTokenExpiresAt: expiresAt, scope: [...scopes], client, user };
    },
    revokeToken: () => Promise.resolve(true), // saveToken uses it

    getAccessToken: () => Promise.resolve(false), // doors ask `appSession`, not the library
  };
}

function clientOf([number, brandId, clientId, , name, scopes, redirectUris, userId]: Row): Client {
  const byCode = redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : [];
  return { id: clientId, number, brandId, name, scopes, redirectUris, userId, grants: ['client_credentials', ...byCode] };
}

function isSecret(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), hash);
}

/** Those asked for, if the client has them all; none asked for: all it has, but for going on without the person. */
function scopesOf({ scopes }: Client, wished: string[] | undefined): string[] | false {
  if (wished === undefined) return scopes.filter((scope) => scope !== OFFLINE);
  return wished.every((scope) => scopes.includes(scope)) ? wished : false;
}
