import type { Request } from 'express';
import { requireRight, type Access, type Right, type Session } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Callers } from '../../server/index.ts';

/** How a token may come: everywhere as Authorization: Bearer, where the legacy contract has it as ?token= too. */
export type Credentials = 'bearer' | 'bearer or query';

/** The right that a call needs; 'any': every active token will do. */
export type Need = Right | 'any';

export interface SessionParts {
  readonly access: Access;
  readonly callers: Callers;
  /** The scope of a call by REST. */
  readonly scopeOf: (session: Session) => Scope;
}

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Who calls.
 * @throws {TolkError} TOKEN_MISSING, TOKEN_UNKNOWN, DATABASE_AWAY
 */
async function sessionOf(
  request: Request, credentials: Credentials, { access, callers }: SessionParts,
): Promise<Session> {
  return access.session(tokenOf(request, credentials), callers.clientAddress(request));
}

/**
 * The scope of a call whose token has the right; 'any' is every active token.
 * @param operation what is asked, for the text of a refusal
 * @throws {TolkError} as sessionOf, and RIGHT_MISSING
 */
export async function admitted(
  request: Request, wish: { readonly credentials: Credentials; readonly right: Need; readonly operation: string },
  parts: SessionParts,
): Promise<{ readonly session: Session; readonly scope: Scope }> {
  const session = await sessionOf(request, wish.credentials, parts);
  if (wish.right !== 'any') requireRight(session, wish.right, wish.operation);
  return { session, scope: parts.scopeOf(session) };
}

/**
 * A header wins over the query: links are passed on, headers are not. Of two tokens in a query none is right: what
 * stands in front of us may have looked at the other.
 */
function tokenOf(request: Request, credentials: Credentials): string {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, bearer] = BEARER.exec(authorization) ?? [];
    if (bearer === undefined) throw failure('TOKEN_UNKNOWN', {});
    return bearer;
  }
  const { token = '' } = request.query;
  if (credentials !== 'bearer or query') return '';
  if (typeof token !== 'string') throw failure('TOKEN_UNKNOWN', {});
  return token.trim();
}
