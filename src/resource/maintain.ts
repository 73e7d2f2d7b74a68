import { rows, statement, type Scope } from '../db/index.ts';
import { ago } from './state.ts';

const CLOSE = statement(`
  update result_set set state = 'CLOSED', ids = null, ended_at = now()
  where brand_id = $1 and state = 'READY' and last_used_at < ${ago('$2')}`);

const GIVE_UP = statement(`
  update result_set set state = 'ERROR', error = 'No attempt to build it came to an end', ended_at = now()
  where brand_id = $1 and state = 'PROCESSING' and last_used_at < ${ago('$2')}
  returning id`);

const FORGET = statement(`
  delete from result_set where brand_id = $1 and ended_at < ${ago('$2')}`);

/** As `Resources.maintain`. @returns ids of the sets given up */
export async function maintain(scope: Scope): Promise<string[]> {
  const { RESULT_SET_EXPIRES: expires, RESULT_SET_KEPT: kept } = scope.limits;
  await rows(scope.sql, CLOSE, [scope.brand.id, expires]);
  const tooLong = expires + scope.limits.RESULT_SET_BUILD_TIME;
  const givenUp = await rows<[string]>(scope.sql, GIVE_UP, [scope.brand.id, tooLong]);
  await rows(scope.sql, FORGET, [scope.brand.id, kept]);
  return givenUp.map(([id]) => id);
}
