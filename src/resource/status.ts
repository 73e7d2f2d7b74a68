import { rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { SetType } from './source.ts';
import { ago, knownSql, statusSql, touchAfter } from './state.ts';
import { touch } from './touch.ts';

/** What pollers see (soap.md 5.1). `size` is 0 until READY and never changes after. */
export interface ResourceStatus {
  readonly id: string;
  readonly type: SetType;
  readonly status: 'PROCESSING' | 'READY' | 'ERROR' | 'CLOSED';
  readonly size: string;
}

/** How long to wait; given from outside, so that tests need not. */
export interface Timer {
  wait(milliseconds: number): Promise<unknown>;
}

const STATUS = statement(`
  select type, ${statusSql('$3')}, size, state = 'READY' and last_used_at < ${ago('$5')}
  from result_set
  where brand_id = $1 and id = $2 and ${knownSql('$3', '$4')}`);

/** As `Resources.resourceById`. */
export async function resourceById(
  scope: Scope, resourceId: string | undefined, timer: Timer,
): Promise<ResourceStatus> {
  if (resourceId === undefined) throw failure('MISSING_PARAMETER', { name: 'resourceId' });
  const first = await read(scope, resourceId);
  if (first.status !== 'PROCESSING') return first;
  await timer.wait(scope.limits.RESULT_SET_POLL_HOLD);
  return read(scope, resourceId);
}

async function read(scope: Scope, id: string): Promise<ResourceStatus> {
  type Row = [type: SetType, status: ResourceStatus['status'], size: string, touchDue: boolean];
  const { RESULT_SET_EXPIRES: expires, RESULT_SET_KEPT: kept } = scope.limits;
  const values = [scope.brand.id, id, expires, kept, touchAfter(scope.limits)];
  const [row] = await rows<Row>(scope.sql, STATUS, values);
  if (row === undefined) throw failure('RESOURCE_NOT_FOUND', { id });
  const [type, status, size, touchDue] = row;
  if (touchDue && status === 'READY') await touch(scope, id);
  return { id, type, status, size };
}
