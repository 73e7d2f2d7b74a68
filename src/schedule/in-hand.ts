import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import type { Json } from '../exact-json.ts';
import { holdAttempt } from '../jobs/index.ts';
import type { BegunRun } from './begin-run.ts';
import { RunCancelled, type Counters, type RunFile, type RunInHand, type StepNews } from './run.ts';

/** What of a run its steps change. */
interface Standing {
  readonly cursor: Json | null;
  readonly counters: Counters;
  readonly files: readonly RunFile[];
  readonly progress?: number | undefined;
}

const CANCELLED = statement('select 1 from run where brand_id = $1 and id = $2 and cancel_requested_at is not null');

const STORE = statement(`
  update run set cursor = $3, counters = $4, files = $5, progress = coalesce($6::double precision, progress)
  where brand_id = $1 and id = $2`);

/** A run that has begun, for its kind's act. */
export function takeInHand(scope: Scope, begun: BegunRun, signal: AbortSignal): RunInHand {
  const { id, subjectId, name, input, dueAt, createdAt, attempt, row, cursor, counters, files } = begun;
  let standing: Standing = { cursor, counters, files };

  async function step<Result>(
    work: (tx: TxScope) => Promise<Result>, told: (result: Result) => StepNews = () => ({}),
  ): Promise<Result> {
    signal.throwIfAborted();
    const [result, after] = await scope.transaction(async (tx) => {
      await holdAttempt(tx.sql, row, attempt);
      if ((await rows(tx.sql, CANCELLED, [tx.brand.id, id])).length > 0) throw new RunCancelled();
      const done = await work(tx);
      const next = moved(standing, told(done));
      await rows(tx.sql, STORE, [tx.brand.id, id, ...stored(next)]);
      return [done, next] as const;
    });
    standing = after;
    return result;
  }

  return {
    scope, id, subjectId, name, input, dueAt, createdAt, attempt, signal, step,
    get cursor() { return standing.cursor; },
    get counters() { return standing.counters; },
    get files() { return standing.files; },
  };
}

function moved(before: Standing, news: StepNews): Standing {
  const { cursor = before.cursor, counters = {}, files = before.files, progress } = news;
  const sums = Object.entries(counters).map(([name, count]) => [name, (before.counters[name] ?? 0) + count]);
  return { cursor, files, progress, counters: { ...before.counters, ...Object.fromEntries(sums) as Counters } };
}

function stored({ cursor, counters, files, progress }: Standing): unknown[] {
  return [
    cursor === null ? null : JSON.stringify(cursor), JSON.stringify(counters), JSON.stringify(files), progress ?? null,
  ];
}
