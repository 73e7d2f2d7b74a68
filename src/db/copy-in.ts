import { once } from 'node:events';
import copyStreams from 'pg-copy-streams';
import type { Knex } from 'knex';
import type pg from 'pg';

/** No value, in the text format of COPY. */
export const COPY_NULL = '\\N';

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A value in the text format of COPY. */
export function copyText(value: string): string {
  return SPECIAL.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (mark) => ESCAPES[mark] ?? mark) : value;
}

/**
 * Runs `COPY ... FROM STDIN` in its text format on the connection of a transaction.
 * @param lines ready lines: values of `copyText` or COPY_NULL between tabs, each line with its end
 * @throws {pg.DatabaseError} as pg gives it; {Error} on a transaction that has ended, as `rows`
 */
export async function copyIn(sql: Knex.Transaction, text: string, lines: string): Promise<void> {
  if (sql.isCompleted()) throw new Error('A statement was sent to a transaction that has ended');
  // A transaction keeps its connection to the end: nothing is given back here.
  const connection = (await sql.client.acquireConnection()) as pg.Client;
  const stream = connection.query(copyStreams.from(text));
  stream.end(lines);
  await once(stream, 'finish');
}
