import { createHash } from 'node:crypto';
import type pg from 'pg';
import { ask } from './question.ts';
import type { Sql } from './sql.ts';
import { valueText } from './value-text.ts';

/** A statement that PostgreSQL parses and plans once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Declares a statement with $1, $2 ... The name follows from the text: one name with two texts is an error in pg. */
export function statement(text: string): Statement {
  return { name: `t_${createHash('sha1').update(text).digest('base64url').slice(0, 16)}`, text };
}

const unnamed = new WeakSet<pg.Client>();

/** Marks a connection whose statements go out without a name: a transaction pooler gives each to another server. */
export function sendUnnamed(connection: pg.Client): void {
  unnamed.add(connection);
}

/** A statement and the values of its $1, $2 ... */
export type StatementWithValues = readonly [Statement, values: readonly unknown[]];

/**
 * Runs a statement on the pool, or on the connection of an open transaction. This goes past the query builder to pg
 * itself: the builder costs more than a look-up by key, and arrays need no object per row.
 * @returns the rows as arrays in the order of the select list; bigint and numeric as text
 * @throws {pg.DatabaseError} and connection errors as pg gives them; {Error} on a transaction that has ended, whose
 *   connection may be somebody else's by now
 */
export async function rows<Row extends readonly unknown[]>(
  sql: Sql, asked: Statement, values: readonly unknown[],
): Promise<Row[]> {
  const [answer = []] = await rowsOfEach(sql, [[asked, values]]);
  return answer as unknown[] as Row[];
}

/**
 * Runs statements one after the other, without a wait for the caller between them. In a transaction, each sees what
 * others have committed before it begins.
 * @returns the rows of each
 * @throws as rows, of the first that fails; those behind it have not run
 */
export async function rowsOfEach(
  sql: Sql, asked: readonly StatementWithValues[],
): Promise<readonly unknown[][][]> {
  if ('isCompleted' in sql && sql.isCompleted()) throw new Error('A statement was sent to a transaction that has ended');
  const connection = (await sql.client.acquireConnection()) as pg.Client;
  try {
    const isNamed = !unnamed.has(connection);
    return await ask(connection, asked.map(([{ name, text }, values]) =>
      ({ name: isNamed ? name : '', text, values: values.map(valueText) })));
  } finally {
    // In a transaction this gives nothing back: the transaction keeps its connection to the end.
    await sql.client.releaseConnection(connection);
  }
}
