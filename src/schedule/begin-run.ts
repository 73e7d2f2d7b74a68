import { rows, statement, type Scope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';
import { beginAttempt, type AttemptRow } from '../jobs/index.ts';
import type { Counters, RunFile } from './run.ts';
import { enqueueRuns } from './start-run.ts';

/** A run as its new attempt found it. */
export interface BegunRun {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly name: string;
  readonly input: Json;
  readonly cursor: Json | null;
  readonly counters: Counters;
  readonly files: readonly RunFile[];
  readonly failures: number;
  readonly scheduleId: string | null;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly startedBy: string;
  /** Somebody asked for its end before this attempt began. */
  readonly isCancelled: boolean;
  readonly attempt: number;
  /** For holdAttempt. */
  readonly row: AttemptRow;
}

const LIVE = statement(`
  select 1 from run where brand_id = $1 and id = $2 and ended_at is null for no key update`);

/**
 * The wait is for the next try of those ahead, or a moment when that is not known. They are locked: one that ends at
 * this moment is waited for, or its end waits and then lets this run go.
 */
const AHEAD = statement(`
  with waited as (
    select ahead.retry_at
    from run mine
    join run ahead on ahead.brand_id = $1 and ahead.queue = mine.queue and ahead.ended_at is null and ahead.id < mine.id
    where mine.brand_id = $1 and mine.id = $2
    for share of ahead
  )
  select greatest(max(retry_at), now() + $3::bigint * interval '1 millisecond') from waited having count(*) > 0`);

type Begun = [
  kind: string, subjectId: string | null, name: string, input: Json, cursor: Json | null, counters: Counters,
  files: RunFile[], failures: number, scheduleId: string | null, dueAt: Date | null, createdAt: Date,
  startedBy: string, isCancelled: boolean,
];

const BEGIN = statement(`
  update run set state = 'running', started_at = coalesce(started_at, now()), retry_at = null, error = null
  where brand_id = $1 and id = $2
  returning kind, subject_id, name, input, cursor, counters, files, failures, schedule_id, due_at, created_at,
    started_by, cancel_requested_at is not null`);

/**
 * Begins an attempt, which fences off all earlier ones. A run with another ahead in its queue waits: also for one that
 * waits itself for its next try, or whose worker died.
 * @returns undefined when the run has ended, is gone, or waits
 */
export async function beginRun(scope: Scope, runId: string): Promise<BegunRun | undefined> {
  const row: AttemptRow = { table: 'run', key: { brand_id: scope.brand.id, id: runId } };
  return scope.transaction(async (tx) => {
    const { sql, brand, limits } = tx;
    if ((await rows(sql, LIVE, [brand.id, runId])).length === 0) return undefined;
    const [ahead] = await rows<[Date]>(sql, AHEAD, [brand.id, runId, limits.RUN_WATCH]);
    if (ahead !== undefined) {
      await enqueueRuns(tx, [runId], { runAt: ahead[0] });
      return undefined;
    }
    const attempt = await beginAttempt(sql, row);
    const [found] = await rows<Begun>(sql, BEGIN, [brand.id, runId]);
    if (found === undefined || attempt === undefined) return undefined;
    const [
      kind, subjectId, name, input, cursor, counters, files, failures, scheduleId, dueAt, createdAt,
      startedBy, isCancelled,
    ] = found;
    return {
      id: runId, kind, subjectId, name, input, cursor, counters, files, failures, scheduleId, dueAt, createdAt,
      startedBy, isCancelled, attempt, row,
    };
  });
}
