import type { Request } from 'express';
import { failure } from '../../errors.ts';

/** What an address below the root is, by its shape alone. */
export type Kind = 'collection' | 'row' | 'customer';

interface Address {
  readonly kind: Kind;
  /** Decoded once. */
  readonly path: readonly string[];
}

/**
 * Takes an address apart.
 * @param path after the root, encoded, e.g. `/customer/clang_42/stay`
 * @throws {TolkError} REQUEST_BROKEN when it does not decode
 */
export function addressOf(path: string): Address {
  const segments = path.split('/').slice(1);
  if (segments.length > 1 && segments.at(-1) === '') segments.pop(); // a slash at the end names the same
  const decoded = segments.map(decode);
  const kind = decoded.length % 2 === 1 ? 'collection' : decoded.length === 2 && decoded[0] === 'customer'
    ? 'customer' : 'row';
  return { kind, path: decoded };
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw failure('REQUEST_BROKEN', {});
  }
}

/** The address that was called as others may call it: our origin, the root that was called, no query. */
export function urlOf({ baseUrl }: Request, origin: string, path: readonly string[]): string {
  return `${origin}${baseUrl}/${path.map(encodeURIComponent).join('/')}`;
}
