import type { Brand } from '../db/index.ts';
import { failure } from '../errors.ts';

/** All that a token can allow (design.md 6). */
export const RIGHTS = ['data.read', 'data.write', 'send', 'campaign.run', 'model', 'manage'] as const;

export type Right = (typeof RIGHTS)[number];

/** What a token has when nothing is said: all but changing the data model and managing the house. */
export const DEFAULT_RIGHTS: readonly Right[] = ['data.read', 'data.write', 'send', 'campaign.run'];

/** What an active token opens: one brand, in the name of its owner. */
export interface Session {
  readonly brand: Brand;
  readonly user: { readonly id: string; readonly name: string };
  readonly rights: ReadonlySet<Right>;
  /** Number of the token, for logs; no secret. */
  readonly tokenId: string;
  /** What the token opens alone: `webhook dh_2a_5f0c1e7d9b3a4c68`, or `oauth 12` and scopes; '' for all doors. */
  readonly app: string;
}

/**
 * @param operation name of what is asked, for the text
 * @throws {TolkError} RIGHT_MISSING (fault 203, soap.md 3.4)
 */
export function requireRight(session: Session, right: Right, operation: string): void {
  if (!session.rights.has(right)) throw failure('RIGHT_MISSING', { right, operation });
}
