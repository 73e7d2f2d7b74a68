import { isId, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';

/** Which part of a long list is asked for. */
export interface PageWish {
  /** Most items; default, and most, LIST_MAX. */
  readonly limit?: number | undefined;
  /** The id of the last item of the page before; default: from the start. */
  readonly after?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** What to give as `after` for more; undefined: that was all. */
  readonly next: string | undefined;
}

/**
 * Reads a page by the order of ids.
 * @param read gives up to so many items with larger ids
 * @throws {TolkError} FIELD_VALUE (limit, after)
 */
export async function readPage<Item extends { readonly id: string }>(
  { limits: { LIST_MAX } }: Scope, { limit = LIST_MAX, after = '0' }: PageWish,
  read: (after: string, most: number) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= LIST_MAX)) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${LIST_MAX}`, value: `${limit}` });
  }
  if (after !== '0' && !isId(after)) {
    throw failure('FIELD_VALUE', { field: 'after', why: 'is no id of an item', value: after });
  }
  const found = await read(after, limit + 1); // one more than shown says whether there are more
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}
