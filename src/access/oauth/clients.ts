import { randomBytes } from 'node:crypto';
import { isId, rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { brandTime } from '../brand-time.ts';
import { brandUser } from '../brand-users.ts';
import { checkName, checkText } from '../names.ts';
import { hashOf } from '../token/text.ts';
import { SCOPES, type OauthScope } from './scopes.ts';

/** An application of somebody else that gets its tokens by OAuth 2. `createdAt` is in the brand's zone. */
export interface OauthClient {
  readonly id: string;
  /** What it calls itself at the token endpoint. */
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly OauthScope[];
  /** Where authorization codes may be sent; none: client credentials only. */
  readonly redirectUris: readonly string[];
  /** The author of what it does with client credentials. */
  readonly user: { readonly id: string; readonly name: string };
  readonly createdBy: string;
  readonly createdAt: string;
}

export interface NewOauthClient {
  readonly name: string;
  readonly description?: string | undefined;
  readonly scopes: readonly string[];
  readonly redirectUris?: readonly string[] | undefined;
  readonly userId: string;
}

type Row = readonly [
  id: string, clientId: string, name: string, description: string, scopes: OauthScope[], redirectUris: string[],
  userId: string, userName: string, createdBy: string, createdAt: string,
];

/** $1 brand. */
const clientsWhere = (condition: string) => statement(`
  select c.id, c.client_id, c.name, c.description, c.scopes, c.redirect_uris, u.id, u.name, c.created_by,
    ${brandTime('c.created_at')}
  from oauth_client c
  join app_user u on u.id = c.user_id
  join brand b on b.id = c.brand_id
  where c.brand_id = $1 and c.revoked_at is null and ${condition}`);

const ALL = clientsWhere('true order by lower(c.name), c.id');
const ONE = clientsWhere('c.id = $2');

/** The clients of the brand, by name; at most OAUTH_CLIENTS. */
export async function listOauthClients({ sql, brand }: Scope): Promise<OauthClient[]> {
  return (await rows<Row>(sql, ALL, [brand.id])).map(clientOf);
}

/** @throws {TolkError} OAUTH_CLIENT_NOT_FOUND */
export async function oauthClient({ sql, brand }: Scope, id: string): Promise<OauthClient> {
  const [row] = isId(id) ? await rows<Row>(sql, ONE, [brand.id, id]) : [];
  if (row === undefined) throw failure('OAUTH_CLIENT_NOT_FOUND', { client: id });
  return clientOf(row);
}

function clientOf(row: Row): OauthClient {
  const [id, clientId, name, description, scopes, redirectUris, userId, userName, createdBy, createdAt] = row;
  const user = { id: userId, name: userName };
  return { id, clientId, name, description, scopes, redirectUris, user, createdBy, createdAt };
}

const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('oauth.client.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from oauth_client where brand_id = $1 and revoked_at is null');
const INSERT = statement(`
  insert into oauth_client (
    brand_id, client_id, secret_hash, name, description, scopes, redirect_uris, user_id, created_by
  )
  values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9)
  returning id`);

/**
 * Registers a client.
 * @returns it, and its secret, which is kept nowhere: lost is to register anew (webhook.md 2.1)
 * @throws {TolkError} FIELD_VALUE, USER_NOT_FOUND, OAUTH_CLIENTS_EXCEEDED
 */
export async function createOauthClient(
  scope: Scope, wish: NewOauthClient,
): Promise<{ readonly client: OauthClient; readonly secret: string }> {
  const { OAUTH_CLIENTS: most, OAUTH_REDIRECTS } = scope.limits;
  const scopes = checkScopes(wish.scopes);
  const redirectUris = checkRedirects(wish.redirectUris ?? [], OAUTH_REDIRECTS);
  const secret = randomBytes(32).toString('base64url');
  return scope.transaction(async (tx) => {
    const { sql, brand, actor } = tx;
    await rows(sql, LOCK, [brand.id]);
    const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
    if (count >= most) throw failure('OAUTH_CLIENTS_EXCEEDED', { most: String(most) });
    const { id: userId } = await brandUser(tx, wish.userId);
    const [[id] = ['']] = await rows<[string]>(sql, INSERT, [
      brand.id, randomBytes(16).toString('hex'), hashOf(secret), checkName('name', wish.name),
      checkText('description', wish.description ?? ''), scopes, redirectUris, userId, actor.name,
    ]);
    return { client: await oauthClient(tx, id), secret };
  });
}

function checkScopes(given: readonly string[]): OauthScope[] {
  const unknown = given.find((name) => !SCOPES.some((known) => known === name));
  if (unknown !== undefined || given.length === 0) {
    throw failure('FIELD_VALUE', { field: 'scopes', why: `must be some of ${SCOPES.join(', ')}`, value: unknown ?? '' });
  }
  return SCOPES.filter((name) => given.includes(name));
}

/** HTTPS, or plain HTTP to the machine of who asks; no fragment (RFC 6749 3.1.2, RFC 8252 7.3). */
function checkRedirects(given: readonly string[], most: number): string[] {
  const refuse = (why: string, value: string) => failure('FIELD_VALUE', { field: 'redirectUris', why, value });
  if (given.length > most) throw refuse(`are more than ${most}`, String(given.length));
  for (const text of given) {
    const url = URL.parse(text);
    const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url === null || (url.protocol !== 'https:' && !isLocal)) throw refuse('has an address that is not https://...', text);
    if (text.includes('#')) throw refuse('has an address with a fragment', text);
    if (text.length > 2000) throw refuse('has an address of more than 2000 characters', text);
  }
  return [...new Set(given)];
}

/** Its tokens and grants die with it. */
const REMOVE = statement(`
  with gone as (
    update oauth_client set revoked_at = now() where brand_id = $1 and id = $2 and revoked_at is null returning id
  ), tokens as (
    update token t set revoked_at = now() from gone
    where t.brand_id = $1 and t.app like 'oauth ' || gone.id || ' %' and t.revoked_at is null
  ), grants as (
    delete from oauth_grant g using gone where g.brand_id = $1 and g.client_id = gone.id
  )
  select id from gone`);

/** Ends a client for good, with all tokens that it has. @throws {TolkError} OAUTH_CLIENT_NOT_FOUND */
export async function removeOauthClient({ sql, brand }: Scope, id: string): Promise<void> {
  const gone = isId(id) ? await rows(sql, REMOVE, [brand.id, id]) : [];
  if (gone.length === 0) throw failure('OAUTH_CLIENT_NOT_FOUND', { client: id });
}
