/** Definitions of imports for tests. */
import { readImport, type ImportWish } from '../../src/transfer/index.ts';

/** What is given over an import of customers by e-mail address, from the location `in`. */
export function importWish(wish: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'test', ...wish,
    target: wish['target'] ?? { kind: 'customers', unique: { fields: ['emailAddress'] } },
    file: { location: 'in', name: '*.csv', ...wish['file'] as object | undefined },
  };
}

/** The same, read as a file is. */
export function importOf(wish: Readonly<Record<string, unknown>> = {}): ImportWish {
  return readImport(importWish(wish));
}

/** Tables below customers: `order` (nr) and in it `line` (sku). */
export const ORDERS = {
  tables: [
    { name: 'order', columns: [{ name: 'nr', type: 'string', unique: true }, { name: 'day', type: 'date' }] },
    { name: 'line', columns: [{ name: 'sku', type: 'string', unique: true }, { name: 'amount', type: 'number' }] },
  ],
  contains: [{ parent: 'customer', child: 'order' }, { parent: 'order', child: 'line' }],
  lookups: [],
};
