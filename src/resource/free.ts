import { rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { knownSql } from './state.ts';

/** A build that runs meanwhile finds the set no longer PROCESSING and drops its result. */
const FREE = statement(`
  update result_set
  set state = 'CLOSED', ids = null, error = null,
    ended_at = case when state = 'CLOSED' then ended_at else now() end
  where brand_id = $1 and id = $2 and ${knownSql('$3', '$4')}
  returning id`);

/** As `Resources.freeResource`. */
export async function freeResource(scope: Scope, resourceId: string | undefined): Promise<void> {
  if (resourceId === undefined) throw failure('MISSING_PARAMETER', { name: 'resourceId' });
  const { RESULT_SET_EXPIRES: expires, RESULT_SET_KEPT: kept } = scope.limits;
  const [freed] = await rows(scope.sql, FREE, [scope.brand.id, resourceId, expires, kept]);
  if (freed === undefined) throw failure('RESOURCE_NOT_FOUND', { id: resourceId });
}
