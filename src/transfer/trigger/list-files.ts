import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findTrigger } from './find-triggers.ts';
import type { TriggerFile } from './trigger-file.ts';

export const FILE_STATES = ['seen', 'taking', 'refusing', 'active', 'done', 'failed'] as const;

/** A file as people see it; times `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ListedTriggerFile extends Pick<TriggerFile, 'id' | 'name' | 'size' | 'state' | 'runId' | 'error'> {
  /** Where it lies, with its folder; empty: somebody has taken it away. */
  readonly place: string;
  /** null: none has taken it. */
  readonly trigger: string | null;
  readonly firstSeenAt: string;
  readonly endedAt: string | null;
}

type Row = [
  id: string, name: string, size: string, state: TriggerFile['state'], runId: string | null, error: string | null, place: string,
  trigger: string | null, firstSeenAt: string, endedAt: string | null,
];

const FILES = statement(`
  select f.id, f.name, f.size, f.state, f.run_id, f.error, f.place, f.trigger_name,
    ${shownTime('f.first_seen_at')}, ${shownTime('f.ended_at')}
  from csv_trigger_file f
  where f.brand_id = $1 and f.location_id = $3 and f.folder = $4
  order by f.id desc limit $5`);

/**
 * The files of a trigger's folders, those of other triggers and of none too, newest first.
 * @param called number or name of the trigger
 * @param most 1 to RUN_PAGE_MAX
 * @throws {TolkError} TRIGGER_NOT_FOUND, FIELD_VALUE (limit)
 */
export async function listTriggerFiles(scope: Scope, called: string, most?: number): Promise<ListedTriggerFile[]> {
  const { sql, brand, limits: { RUN_PAGE_MAX } } = scope;
  const limit = most ?? Math.min(100, RUN_PAGE_MAX);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= RUN_PAGE_MAX)) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${RUN_PAGE_MAX}`, value: String(most) });
  }
  const { locationId, folder } = await findTrigger(scope, called);
  const found = await rows<Row>(sql, FILES, [brand.id, brand.timeZone, locationId, folder, limit]);
  return found.map(([id, name, size, state, runId, error, place, trigger, firstSeenAt, endedAt]) =>
    ({ id, name, size: Number(size), state, runId, error, place, trigger, firstSeenAt, endedAt }));
}
