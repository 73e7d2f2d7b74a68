import { rows, statement, type Sql } from '../../db/index.ts';
import type { Use } from '../activity.ts';
import { brandOf, type BrandRow } from '../brands.ts';
import { allowList } from '../network.ts';
import type { Right, Session } from '../session.ts';
import { tokenState } from './state.ts';

/** An active token as it is kept in memory; without its text. */
export interface FoundToken {
  readonly session: Session;
  readonly use: Use;
  /** Whether it may be used from an address. */
  readonly allows: (address: string) => boolean;
  /** Milliseconds until it expires; Infinity when never. */
  readonly expiresIn: number;
}

// One look-up in token_by_hash; brand and owner by their keys.
export const ACTIVE_BY_HASH = statement(`
  select b.id, b.name, b.time_zone, b.settings, u.id, u.name, t.id, t.rights, t.allow::text[], t.app,
    (extract(epoch from t.expires_at - now()) * 1000)::float8
  from token t
  join brand b on b.id = t.brand_id
  join app_user u on u.id = t.user_id
  where t.hash = decode($1, 'hex') and ${tokenState('$2')} = 'active'`);

type Row = [
  ...brand: BrandRow, userId: string, user: string,
  tokenId: string, rights: Right[], allow: string[], app: string, expiresIn: number | null,
];

/**
 * @param hash SHA-256 of the token text in hex
 * @param idle milliseconds without activity that make an owner inactive (OWNER_IDLE)
 * @returns undefined for a token that is unknown or in any state but active
 */
export async function findActiveToken(sql: Sql, hash: string, idle: number): Promise<FoundToken | undefined> {
  const [row] = await rows<Row>(sql, ACTIVE_BY_HASH, [hash, idle]);
  if (row === undefined) return undefined;
  const [brandId, name, timeZone, settings, userId, user, tokenId, rights, allow, app, expiresIn] = row;
  const session: Session = Object.freeze({
    brand: brandOf([brandId, name, timeZone, settings]),
    user: Object.freeze({ id: userId, name: user }),
    rights: new Set(rights),
    tokenId, app,
  });
  const use = { brandId, tokenId, userId };
  return { session, use, allows: allowList(allow), expiresIn: expiresIn ?? Infinity };
}
