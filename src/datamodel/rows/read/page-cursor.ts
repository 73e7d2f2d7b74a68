import { failure } from '../../../errors.ts';
import type { Cursor, Order } from './page-order.ts';

/** Writes where a page ended as one word for an address; callers need not know what it holds. */
export function writeCursor({ key: kind, descending, columnId }: Order, { id, key }: Cursor): string {
  return Buffer.from(JSON.stringify([kind, descending, columnId, id, key])).toString('base64url');
}

/**
 * Reads what `writeCursor` wrote.
 * @param order of the question that it is given with; that of another order names no place in this one
 * @throws {TolkError} FIELD_VALUE on `after`
 */
export function readCursor(text: string | undefined, order: Order): Cursor | undefined {
  if (text === undefined) return undefined;
  const found = parsed(text);
  if (!Array.isArray(found) || found.length !== 5) throw refusal(text);
  const [kind, descending, columnId, id, key] = found as unknown[];
  const isOfOrder = kind === order.key && descending === order.descending && columnId === order.columnId;
  if (!isOfOrder || typeof id !== 'string' || !/^\d{1,18}$/.test(id) || !isKey(order, key)) throw refusal(text);
  return { id, key };
}

function isKey({ key: kind }: Order, key: unknown): key is string | null {
  if (kind === 'id') return key === null;
  if (key === null) return true;
  if (typeof key !== 'string' || key.includes('\u0000') || !key.isWellFormed()) return false;
  return kind === 'text' || /^-?\d+(\.\d+)?$/.test(key);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}

function refusal(value: string): Error {
  return failure('FIELD_VALUE', {
    field: 'after', why: 'is not what the next link of a page in this order has', value,
  });
}
