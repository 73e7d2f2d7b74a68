import { rows, statement, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';

const KNOWN = statement('select name from pg_timezone_names where lower(name) = lower($1)');

/**
 * A time zone that both PostgreSQL, which shows times, and this process, which computes due times, know by
 * this name. So offsets, abbreviations, POSIX rules and the server's own `localtime` are none.
 * @param given IANA name in any letter case
 * @returns the name as PostgreSQL spells it
 * @throws {TolkError} FIELD_VALUE
 */
export async function postgresZone(sql: Sql, given: string): Promise<string> {
  const [zone] = isKnownHere(given) ? await rows<[string]>(sql, KNOWN, [given]) : [];
  if (zone === undefined) {
    const why = 'is no time zone such as Europe/Amsterdam';
    throw failure('FIELD_VALUE', { field: 'timeZone', why, value: given });
  }
  return zone[0];
}

function isKnownHere(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
