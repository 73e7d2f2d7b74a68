import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { rows, statement, type Sql, type Store } from '../../db/index.ts';
import { hashOf } from '../token/text.ts';

/** A code or refresh token that somebody was given. */
interface Grant {
  readonly clientNumber: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  /** Of a code: where it was sent, and what its bearer must prove to know (RFC 7636). */
  readonly redirectUri: string | null;
  readonly challenge: string | null;
  readonly challengeMethod: string | null;
  /** One for a code and all refresh tokens that follow from it. */
  readonly family: string;
}

type GrantKind = 'code' | 'refresh';

/** `2a_...`: the brand in hex, and 256 random bits. */
export function newGrantText(brandId: string): string {
  return `${BigInt(brandId).toString(16)}_${randomBytes(32).toString('base64url')}`;
}

/** @returns undefined for what can be no grant */
function brandOfGrant(text: string): string | undefined {
  const hex = /^([1-9a-f][\da-f]{0,14})_[\w-]{43}$/.exec(text)?.[1];
  return hex === undefined ? undefined : BigInt(`0x${hex}`).toString();
}

const INSERT = statement(`
  insert into oauth_grant (
    brand_id, kind, hash, client_id, user_id, scopes, expires_at, redirect_uri, challenge, challenge_method, family
  )
  values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, coalesce($11, gen_random_uuid()))`);

export async function storeGrant(
  sql: Sql, brandId: string, kind: GrantKind, text: string, grant: Omit<Grant, 'family'> & { readonly family: string | null },
): Promise<void> {
  const { clientNumber, userId, scopes, expiresAt, redirectUri, challenge, challengeMethod, family } = grant;
  await rows(sql, INSERT, [
    brandId, kind, hashOf(text), clientNumber, userId, scopes, expiresAt, redirectUri, challenge, challengeMethod,
    family,
  ]);
}

const FIND = statement(`
  select g.client_id, g.user_id, g.scopes, g.expires_at, g.redirect_uri, g.challenge, g.challenge_method, g.family,
    g.used_at is not null
  from oauth_grant g
  where g.brand_id = $1 and g.hash = decode($3, 'hex') and g.kind = $2`);
type Row = readonly [
  clientNumber: string, userId: string, scopes: string[], expiresAt: Date, redirectUri: string | null,
  challenge: string | null, challengeMethod: string | null, family: string, isUsed: boolean,
];

/** What a use refers to: the grant by its text, and the family that ends when it was used before. */
export interface GrantUse {
  readonly kind: GrantKind;
  readonly text: string;
  readonly family: string;
}

/**
 * Finds a grant. One that was used before is in wrong hands, its own or those of who used it: all that follows from the
 * same consent ends, access tokens too (RFC 6749 4.1.2 and 10.5, RFC 9700 4.14.2).
 */
export async function findGrant(
  sql: Store, kind: GrantKind, text: string,
): Promise<{ readonly brandId: string; readonly grant: Grant } | undefined> {
  const brandId = brandOfGrant(text);
  if (brandId === undefined) return undefined;
  const [row] = await rows<Row>(sql, FIND, [brandId, kind, hashOf(text)]);
  if (row === undefined) return undefined;
  const [clientNumber, userId, scopes, expiresAt, redirectUri, challenge, challengeMethod, family, isUsed] = row;
  if (isUsed) {
    await sql.transaction((trx) => useGrant(trx, { kind, text, family }));
    return undefined;
  }
  const grant = { clientNumber, userId, scopes, expiresAt, redirectUri, challenge, challengeMethod, family };
  return { brandId, grant };
}

const TRY = statement(`
  update oauth_grant set tries = tries + 1
  where brand_id = $1 and hash = decode($2, 'hex') and kind = 'code' and tries < $3
  returning 1`);

/**
 * Counts a try to change a code for a token. A wrong redirect address or verifier is no use of the code (RFC 6749
 * 4.1.2: not more than once), or whoever has seen it could keep its client from using it; but what belongs to it must
 * not be found by trying (RFC 6749 10.10).
 * @returns false when there were too many
 */
export async function tryCode(sql: Sql, text: string, most: number): Promise<boolean> {
  return (await rows(sql, TRY, [brandOfGrant(text), hashOf(text), most])).length > 0;
}

/** Who uses something of a family and who ends it wait for each other, and then see all that came of it. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('oauth.family.' || $1::text, 0))`);
const USE = statement(`
  update oauth_grant set used_at = now()
  where brand_id = $1 and hash = decode($3, 'hex') and kind = $2 and used_at is null
  returning 1`);
const END_FAMILY = statement(`
  with ended as (
    delete from oauth_grant where brand_id = $1 and family = $2 returning client_id
  )
  update token t set revoked_at = now()
  from (select distinct client_id from ended) c
  where t.brand_id = $1 and t.app like 'oauth ' || c.client_id || ' %' and t.oauth_family = $2 and t.revoked_at is null`);

/**
 * Uses a grant, in the transaction in which what it is changed for is stored.
 * @returns false when it was used before, or has ended; then its family has ended
 */
export async function useGrant(trx: Knex.Transaction, { kind, text, family }: GrantUse): Promise<boolean> {
  const brandId = brandOfGrant(text);
  await rows(trx, LOCK, [family]);
  if ((await rows(trx, USE, [brandId, kind, hashOf(text)])).length > 0) return true;
  await rows(trx, END_FAMILY, [brandId, family]);
  return false;
}
