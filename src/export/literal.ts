import pg from 'pg';
import type { IdQuery } from '../resource/index.ts';

/**
 * A value as SQL text: COPY takes no parameters. It is quoted so that it can be nothing but a value.
 * @throws {Error} on U+0000, behind which the server would read no further
 */
export function literal(value: string): string {
  if (value.includes('\0')) throw new Error('A value with U+0000 cannot be written into a statement');
  return pg.escapeLiteral(value);
}

/** A query with its values in the place of $1, $2 ... */
export function inlined({ text, values }: IdQuery): string {
  return text.replaceAll(/\$(\d+)/g, (_, place: string) => valueSql(values[Number(place) - 1]));
}

function valueSql(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return literal(Array.isArray(value) ? arrayText(value) : String(value));
}

/** As PostgreSQL reads arrays. */
function arrayText(values: readonly unknown[]): string {
  const item = (value: unknown) => (value === null ? 'NULL' : `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`);
  return `{${values.map(item).join(',')}}`;
}
