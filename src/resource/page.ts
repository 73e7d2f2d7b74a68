import { rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { SetType } from './source.ts';
import { ago, knownSql, statusSql, touchAfter } from './state.ts';
import type { ResourceStatus } from './status.ts';
import { touch } from './touch.ts';

/** Which set to read; numbers are digit text as they came from outside, undefined when not given. */
interface SetRef {
  readonly resourceId?: string | undefined;
  readonly type: SetType;
}

export interface PageRequest extends SetRef {
  /** From 0. */
  readonly offset?: string | undefined;
  /** 1 to 50. */
  readonly size?: string | undefined;
}

export interface IndexRequest extends SetRef {
  /** From 0. */
  readonly index?: string | undefined;
}

/** The clients know this number; it is no setting (soap.md 3.3). */
const PAGE_MOST = 50;

const ID_BYTES = 8;
/**
 * PostgreSQL keeps at most 1 GB in a value, so no set reaches this position; beyond it substr's integers
 * overflow.
 */
const POSITION_MOST = 2 ** 27;

/** Stored uncompressed, so that PostgreSQL fetches only the blocks of the page. */
const PAGE = statement(`
  select type, ${statusSql('$3')}, size,
    case when $6::bigint < size then substr(ids, $6::int * ${ID_BYTES} + 1, $7::int * ${ID_BYTES}) end,
    state = 'READY' and last_used_at < ${ago('$5')}
  from result_set
  where brand_id = $1 and id = $2 and ${knownSql('$3', '$4')}`);

/** As `Resources.pageOfIds`. */
export async function pageOfIds(scope: Scope, { offset, size, ...ref }: PageRequest): Promise<string[]> {
  const length = Number(size ?? 0);
  if (length < 1 || length > PAGE_MOST) throw failure('PAGE_SIZE', {});
  const { ids } = await read(scope, ref, position('offset', offset), length);
  return ids;
}

/** As `Resources.idAtIndex`. */
export async function idAtIndex(scope: Scope, { index, ...ref }: IndexRequest): Promise<string> {
  const { ids: [id], size } = await read(scope, ref, position('index', index), 1);
  if (id !== undefined) return id;
  throw failure('RESOURCE_INDEX_NOT_FOUND', { id: ref.resourceId ?? '', index: index ?? '', size });
}

async function read(
  scope: Scope, { resourceId, type }: SetRef, from: number, length: number,
): Promise<{ ids: string[]; size: string }> {
  if (resourceId === undefined) throw failure('MISSING_PARAMETER', { name: 'resourceId' });
  type Row = [
    type: SetType, status: ResourceStatus['status'], size: string, page: Buffer | null, touchDue: boolean,
  ];
  const { RESULT_SET_EXPIRES: expires, RESULT_SET_KEPT: kept } = scope.limits;
  const values = [scope.brand.id, resourceId, expires, kept, touchAfter(scope.limits), from, length];
  const [row] = await rows<Row>(scope.sql, PAGE, values);
  if (row === undefined) throw failure('RESOURCE_NOT_FOUND', { id: resourceId });
  const [found, status, size, page, touchDue] = row;
  if (found !== type) {
    const why = `is a ${found}, not a ${type}`;
    throw failure('FIELD_VALUE', { field: 'resourceId', why, value: resourceId });
  }
  if (status === 'CLOSED') throw failure('RESOURCE_CLOSED', { id: resourceId });
  if (status !== 'READY') throw failure('RESOURCE_NOT_READY', { id: resourceId, status });
  if (touchDue) await touch(scope, resourceId);
  return { ids: page === null ? [] : decode(page), size };
}

function decode(page: Buffer): string[] {
  const idAt = (place: number) => page.readBigInt64BE(place * ID_BYTES).toString();
  return Array.from({ length: page.length / ID_BYTES }, (_, place) => idAt(place));
}

function position(field: string, given: string | undefined): number {
  if (given === undefined) throw failure('MISSING_PARAMETER', { name: field });
  const value = Number(given);
  if (value < 0) throw failure('FIELD_VALUE', { field, why: 'must be 0 or more', value: given });
  return Math.min(value, POSITION_MOST);
}
