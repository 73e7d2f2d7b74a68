import { rows, statement, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';

const FORM = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?$/;

const IN_FUTURE = statement(`
  select moment::text, moment > now()
  from (select $2::timestamp at time zone time_zone as moment from brand where id = $1) as expiry`);

/**
 * Reads when a token is to end.
 * @param given `YYYY-MM-DD` (its first moment) or `YYYY-MM-DD HH:MM[:SS]`, in the brand's zone
 * @returns the moment as PostgreSQL writes a timestamptz
 * @throws {TolkError} FIELD_VALUE when it is no time or not in the future
 */
export async function checkExpiry(sql: Sql, brandId: string, given: string): Promise<string> {
  const [row] = FORM.test(given) ? await ask(sql, brandId, given) : [];
  if (row === undefined) throw bad('is no date or time such as 2030-12-31 or 2030-12-31 18:00', given);
  const [moment, lies] = row;
  if (!lies) throw bad('is not in the future', given);
  return moment;
}

async function ask(sql: Sql, brandId: string, given: string): Promise<[string, boolean][]> {
  try {
    return await rows<[string, boolean]>(sql, IN_FUTURE, [brandId, given]);
  } catch (error) {
    // 22008: a day or an hour that no calendar has.
    if ((error as { code?: unknown }).code === '22008') return [];
    throw error;
  }
}

function bad(why: string, value: string): Error {
  return failure('FIELD_VALUE', { field: 'expires', why, value });
}
