import { rows, statement } from './statement.ts';
import type { Sql } from './sql.ts';

interface ServerFacts {
  /** as people say it: 18.4 */
  readonly version: string;
  readonly major: number;
  /** milliseconds since 1970 by the database's clock */
  readonly now: number;
}

/** What the SQL of this house is written for. */
export const LEAST_MAJOR = 15;

const FACTS = statement(`
select current_setting('server_version'), current_setting('server_version_num')::int,
  (extract(epoch from clock_timestamp()) * 1000)::float8`);

/** Asks a server what it is. */
export async function serverFacts(sql: Sql): Promise<ServerFacts> {
  const [row] = await rows<[string, number, number]>(sql, FACTS, []);
  const [version, number, now] = row ?? ['', 0, 0];
  return { version: version.split(' ')[0] ?? version, major: Math.floor(number / 10_000), now };
}
