import { rows, statement, type Scope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';
import { beginAttempt, type AttemptRow } from '../jobs/index.ts';
import type { Counters, RunFile } from './run.ts';

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
  /** Somebody asked for its end before this attempt began. */
  readonly isCancelled: boolean;
  readonly attempt: number;
  /** For holdAttempt. */
  readonly row: AttemptRow;
}

const LIVE = statement(`
  select 1 from run where brand_id = $1 and id = $2 and ended_at is null for no key update`);

type Begun = [
  kind: string, subjectId: string | null, name: string, input: Json, cursor: Json | null, counters: Counters,
  files: RunFile[], failures: number, scheduleId: string | null, dueAt: Date | null, createdAt: Date,
  isCancelled: boolean,
];

const BEGIN = statement(`
  update run set state = 'running', started_at = coalesce(started_at, now()), retry_at = null, error = null
  where brand_id = $1 and id = $2
  returning kind, subject_id, name, input, cursor, counters, files, failures, schedule_id, due_at, created_at,
    cancel_requested_at is not null`);

/** Begins an attempt, which fences off all earlier ones. @returns undefined when the run has ended, or is gone */
export async function beginRun(scope: Scope, runId: string): Promise<BegunRun | undefined> {
  const row: AttemptRow = { table: 'run', key: { brand_id: scope.brand.id, id: runId } };
  return scope.transaction(async ({ sql, brand }) => {
    if ((await rows(sql, LIVE, [brand.id, runId])).length === 0) return undefined;
    const attempt = await beginAttempt(sql, row);
    const [found] = await rows<Begun>(sql, BEGIN, [brand.id, runId]);
    if (found === undefined || attempt === undefined) return undefined;
    const [
      kind, subjectId, name, input, cursor, counters, files, failures, scheduleId, dueAt, createdAt, isCancelled,
    ] = found;
    return {
      id: runId, kind, subjectId, name, input, cursor, counters, files, failures, scheduleId, dueAt, createdAt,
      isCancelled, attempt, row,
    };
  });
}
