import { rows, statement, type Scope } from '../db/index.ts';
import { ago, touchAfter } from './state.ts';

/**
 * Whoever finds the row locked leaves it: another call is writing the same down, or the set is being closed.
 */
const TOUCH = statement(`
  update result_set set last_used_at = now()
  where brand_id = $1 and id = (
    select id from result_set
    where brand_id = $1 and id = $2 and state = 'READY' and last_used_at < ${ago('$3')}
    for no key update skip locked
  )`);

/** Writes down that a set is in use. */
export async function touch(scope: Scope, resourceId: string): Promise<void> {
  await rows(scope.sql, TOUCH, [scope.brand.id, resourceId, touchAfter(scope.limits)]);
}
