import { isId, rows, statement, type Actor, type Brand, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { checkExpiry } from './expiry.ts';
import { checkText } from '../names.ts';
import { checkNetworks } from '../network.ts';
import { DEFAULT_RIGHTS, RIGHTS, type Right } from '../session.ts';
import { logAct } from './log.ts';
import { hashOf, newToken } from './text.ts';
import type { User } from '../users.ts';

export interface TokenInput {
  readonly brand: Pick<Brand, 'id' | 'name'>;
  /** The owner; it must have access to the brand. */
  readonly user: User;
  /** Default: all but model and manage. */
  readonly rights?: readonly string[] | undefined;
  /** `YYYY-MM-DD` or `YYYY-MM-DD HH:MM[:SS]` in the brand's zone; default: never. */
  readonly expires?: string | undefined;
  /** Milliseconds until it expires, instead of `expires`. */
  readonly expiresIn?: number | undefined;
  /** Addresses or networks (CIDR, v4 or v6) it may be used from; default: everywhere. */
  readonly allow?: readonly string[] | undefined;
  /** To know it by in lists. */
  readonly label?: string | undefined;
  /** The only app that it opens (access.md 2); default: it opens all doors. */
  readonly app?: string | undefined;
}

export interface TokenLimits {
  /** Milliseconds until a new token works. */
  readonly TOKEN_DELAY: number;
  /** Most networks of one token. */
  readonly TOKEN_NETWORKS: number;
}

// The owner is held against deletion, and its access against being taken away, until the token is there to be
// revoked.
const INSERT = statement(`
  with owner as (
    select u.id from app_user u
    join user_brand ub on ub.user_id = u.id
    where ub.brand_id = $1 and u.id = $2 and u.state <> 'deleted'
    for share of u, ub
  ), made as (
    insert into token (brand_id, user_id, label, hash, rights, allow, expires_at, active_from, logged_state, app)
    select $1, owner.id, $3, decode($4, 'hex'), $5::text[], $6::cidr[],
      coalesce($7::timestamptz, now() + $12::float8 * interval '1 millisecond'),
      now() + $8::float8 * interval '1 millisecond',
      case when $8::float8 > 0 then 'pending' else 'active' end, $11
    from owner
    returning brand_id, id, logged_state
  ), logged as (
    insert into token_log (brand_id, token_id, act, actor, door)
    select brand_id, id, act, $9, $10
    from made, unnest(array['created', 'activated']) as act
    where act = 'created' or logged_state = 'active'
    order by act desc
  )
  select id from made`);

/**
 * Makes a token. Its text is in the answer and nowhere else.
 * @param actor who makes it, for the log of token acts
 * @throws {TolkError} FIELD_VALUE (right, expiry, network or label is not acceptable), USER_WITHOUT_BRAND
 */
export async function createToken(
  sql: Sql, actor: Actor, input: TokenInput, limits: TokenLimits,
): Promise<{ id: string; token: string }> {
  const { brand, user, expires } = input;
  const token = newToken();
  const [made] = await rows<[string]>(sql, INSERT, [
    brand.id, user.id, checkText('label', input.label ?? ''), hashOf(token),
    checkRights(input.rights ?? DEFAULT_RIGHTS),
    await checkNetworks(sql, input.allow ?? [], limits.TOKEN_NETWORKS),
    expires === undefined ? null : await checkExpiry(sql, brand.id, expires),
    limits.TOKEN_DELAY, actor.name, actor.door, input.app ?? '', input.expiresIn ?? null,
  ]);
  if (made === undefined) throw failure('USER_WITHOUT_BRAND', { user: user.name, brand: brand.name });
  return { id: made[0], token };
}

function checkRights(given: readonly string[]): Right[] {
  const unknown = given.find((right) => !RIGHTS.some((known) => known === right));
  if (unknown !== undefined || given.length === 0) {
    const why = `must be some of ${RIGHTS.join(', ')}`;
    throw failure('FIELD_VALUE', { field: 'rights', why, value: unknown ?? '' });
  }
  return RIGHTS.filter((right) => given.includes(right));
}

const REVOKE = statement(`
  with revoked as (
    update token set revoked_at = now()
    where brand_id = $1 and id = $2 and revoked_at is null
    returning brand_id, id
  ), logged as (${logAct('revoked', 'revoked', ['$3', '$4'])}
  )
  select id from token where brand_id = $1 and id = $2`);

/**
 * Ends a token for good; every instance hears of it. No change when it is revoked already.
 * @throws {TolkError} TOKEN_NOT_FOUND: the brand has no token of that number
 */
export async function revokeToken(sql: Sql, actor: Actor, brandId: string, tokenId: string): Promise<void> {
  const values = [brandId, tokenId, actor.name, actor.door];
  const found = isId(tokenId) ? await rows(sql, REVOKE, values) : [];
  if (found.length === 0) throw failure('TOKEN_NOT_FOUND', { token: tokenId });
}
