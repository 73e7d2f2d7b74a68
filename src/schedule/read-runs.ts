import { isId, rows, shownTime, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Counters, RunFile, RunState } from './run.ts';

/** A run as people see it. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ListedRun {
  readonly id: string;
  readonly kind: string;
  /** What it works on; may be gone by now. */
  readonly subjectId: string | null;
  readonly name: string;
  readonly state: RunState;
  /** How often it was begun. */
  readonly attempt: number;
  readonly startedBy: string;
  readonly door: string;
  /** May be gone by now. */
  readonly scheduleId: string | null;
  readonly dueAt: string | null;
  readonly counters: Counters;
  /** 0 to 1; null: unknown. */
  readonly progress: number | null;
  readonly files: readonly RunFile[];
  /** Why it failed or was not started; of one that waits for its next try, why the last one failed. */
  readonly error: string | null;
  readonly cancelRequestedAt: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly retryAt: string | null;
  readonly endedAt: string | null;
}

/** Which runs are asked for; what is left out counts all. */
export interface RunsWish {
  /** Most runs: 1 to RUN_PAGE_MAX; default 100 or that. */
  readonly limit?: number | undefined;
  /** `next` of the page before; default: from the newest. */
  readonly before?: string | undefined;
  readonly state?: RunState | undefined;
  readonly kind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly scheduleId?: string | undefined;
}

export interface RunsPage {
  /** Newest first. */
  readonly items: readonly ListedRun[];
  /** What to give as `before` for older ones; undefined: that was all. */
  readonly next: string | undefined;
}

const DEFAULT_LIMIT = 100;

type Row = [
  id: string, kind: string, subjectId: string | null, name: string, state: RunState, attempt: number,
  startedBy: string, door: string, scheduleId: string | null, dueAt: string | null, counters: Counters,
  progress: number | null, files: RunFile[], error: string | null, cancelRequestedAt: string | null,
  createdAt: string, startedAt: string | null, retryAt: string | null, endedAt: string | null,
];

const runsWhere = (condition: string) => statement(`
  select id, kind, subject_id, name, state, attempt, started_by, door, schedule_id, ${shownTime('due_at')}, counters,
    progress, files, error, ${shownTime('cancel_requested_at')}, ${shownTime('created_at')},
    ${shownTime('started_at')}, ${shownTime('retry_at')}, ${shownTime('ended_at')}
  from run
  where brand_id = $1 and ${condition}`);

const ONE = runsWhere('id = $3');
const PAGE = runsWhere(`($3::bigint is null or id < $3) and ($4::text is null or state = $4)
  and ($5::text is null or kind = $5) and ($6::bigint is null or subject_id = $6)
  and ($7::bigint is null or schedule_id = $7)
  order by id desc limit $8`);

/**
 * The runs of a brand, newest first, a page at a time.
 * @throws {TolkError} FIELD_VALUE (limit, before, subject, schedule)
 */
export async function listRuns(scope: Scope, wish: RunsWish): Promise<RunsPage> {
  const { sql, brand, limits: { RUN_PAGE_MAX: most } } = scope;
  const { limit = Math.min(DEFAULT_LIMIT, most), before, state, kind, subjectId, scheduleId } = wish;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= most)) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${most}`, value: String(limit) });
  }
  for (const [field, value] of Object.entries({ before, subject: subjectId, schedule: scheduleId })) {
    if (value !== undefined && !isId(value)) throw failure('FIELD_VALUE', { field, why: 'is no number', value });
  }
  const asked = [before, state, kind, subjectId, scheduleId].map((value) => value ?? null);
  const found = await rows<Row>(sql, PAGE, [brand.id, brand.timeZone, ...asked, limit + 1]);
  const items = found.slice(0, limit).map(runOf);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

/** One run. @throws {TolkError} RUN_NOT_FOUND */
export async function runById(scope: Scope, runId: string): Promise<ListedRun> {
  const run = await runIfThere(scope, runId);
  if (run === undefined) throw failure('RUN_NOT_FOUND', { run: runId });
  return run;
}

/** One run; undefined: there is none, or none any more (RUN_KEPT). */
export async function runIfThere({ sql, brand }: Scope, runId: string): Promise<ListedRun | undefined> {
  const [row] = isId(runId) ? await rows<Row>(sql, ONE, [brand.id, brand.timeZone, runId]) : [];
  return row === undefined ? undefined : runOf(row);
}

function runOf(row: Row): ListedRun {
  const [
    id, kind, subjectId, name, state, attempt, startedBy, door, scheduleId, dueAt, counters, progress, files, error,
    cancelRequestedAt, createdAt, startedAt, retryAt, endedAt,
  ] = row;
  return {
    id, kind, subjectId, name, state, attempt, startedBy, door, scheduleId, dueAt, counters, progress, files, error,
    cancelRequestedAt, createdAt, startedAt, retryAt, endedAt,
  };
}
