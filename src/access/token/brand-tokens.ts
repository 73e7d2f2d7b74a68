import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { brandUser } from '../brand-users.ts';
import type { Session } from '../session.ts';
import { tokenById, type ListedToken } from './list.ts';
import { createToken, revokeToken, type TokenInput } from './tokens.ts';

export interface BrandTokenInput extends Omit<TokenInput, 'brand' | 'user'> {
  /** Number of its owner. */
  readonly userId: string;
}

/**
 * Makes a token of the brand for one of its users.
 * @returns how lists show it, and its text, which is kept nowhere
 * @throws {TolkError} USER_NOT_FOUND, FIELD_VALUE (rights, expires, allow, label)
 */
export async function createBrandToken(
  scope: Scope, { userId, ...input }: BrandTokenInput,
): Promise<{ readonly made: ListedToken; readonly text: string }> {
  return scope.transaction(async (tx) => {
    const { sql, actor, brand, limits } = tx;
    const user = await brandUser(tx, userId);
    const { id, token } = await createToken(sql, actor, { ...input, brand, user }, limits);
    return { made: await tokenById(tx, id), text: token };
  });
}

/**
 * Ends a token of the brand for good. No change when it is revoked already.
 * @throws {TolkError} TOKEN_NOT_FOUND, OWN_ACCESS: it is the token that asks; another one can end it
 */
export async function revokeBrandToken(scope: Scope, session: Session, tokenId: string): Promise<void> {
  if (session.tokenId === tokenId) throw failure('OWN_ACCESS', {});
  await revokeToken(scope.sql, scope.actor, scope.brand.id, tokenId);
}
