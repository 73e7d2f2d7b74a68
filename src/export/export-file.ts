import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { runById } from '../schedule/index.ts';
import { withLocation } from '../transfer/index.ts';
import type { ExportSource } from './definition.ts';

/** The file that a run writes and has not finished. */
export interface ExportFile {
  readonly locationId: string;
  /** The final one, or before that the one that is wished for. */
  readonly name: string;
  readonly isChosen: boolean;
  /** Whether an earlier run has delivered what did not change since. */
  readonly isFollowing: boolean;
}

type Row = [locationId: string, name: string, isChosen: boolean, isFollowing: boolean];

const COLUMNS = 'location_id, name, is_chosen, changed_from is not null';
const HELD = statement(`select ${COLUMNS} from export_file where brand_id = $1 and run_id = $2 for update`);

/** Who claims the name of a run's file. */
export const ownerOf = (runId: string) => `run ${runId}`;

/** @returns undefined when the run has none, or it was given up */
export async function fileOfRun({ sql, brand }: TxScope, runId: string): Promise<ExportFile | undefined> {
  const [row] = await rows<Row>(sql, HELD, [brand.id, runId]);
  return row === undefined ? undefined : fileOf(row);
}

function fileOf([locationId, name, isChosen, isFollowing]: Row): ExportFile {
  return { locationId, name, isChosen, isFollowing };
}

/**
 * What is written by a transaction that has begun, and not ended, is not seen by the statement that follows, and its
 * times may lie as far back as its beginning: the next export begins there. The minute is for clocks that are set back.
 */
const WISH = statement(`
  insert into export_file (brand_id, run_id, location_id, name, changed_from, changed_until)
  select $1::bigint, $2::bigint, $3::bigint, $4,
    (select e.changed_from from export_definition e where e.brand_id = $1 and e.id = $5),
    least(clock_timestamp(), min(a.xact_start)) - interval '1 minute'
  from pg_stat_activity a
  where a.datname = current_database() and a.backend_type = 'client backend'
  returning ${COLUMNS}`);

/** What a file is wished to be. */
export interface FileWish {
  readonly exportId: string;
  readonly locationId: string;
  readonly name: string;
}

/** Notes what a run is about to claim, so that it is given up should the run end there. */
export async function wishFile({ sql, brand }: TxScope, runId: string, wish: FileWish): Promise<ExportFile> {
  const { exportId, locationId, name } = wish;
  const [row] = await rows<Row>(sql, WISH, [brand.id, runId, locationId, name, exportId]);
  return fileOf(row ?? [locationId, name, false, false]);
}

const CHOOSE = statement('update export_file set name = $3, is_chosen = true where brand_id = $1 and run_id = $2');

/** Stores the name that was claimed, before the first byte. */
export async function chooseFile({ sql, brand }: TxScope, runId: string, name: string): Promise<void> {
  await rows(sql, CHOOSE, [brand.id, runId, name]);
}

/** SQL of the moment from which on changes count for a run. */
export function changedFromSql(brandSql: string, runSql: string): string {
  return `(select f.changed_from from export_file f where f.brand_id = ${brandSql} and f.run_id = ${runSql})`;
}

/**
 * The next run tells what changed since this one looked; not when the export has another source by now, or another run
 * of it ended meanwhile: then what is told twice is not missed.
 */
const FINISH = statement(`
  with done as (
    delete from export_file where brand_id = $1 and run_id = $2 returning changed_from, changed_until
  )
  update export_definition e set changed_from = done.changed_until
  from done
  where e.brand_id = $1 and e.id = $3 and e.source = $4::jsonb and e.changed_from is not distinct from done.changed_from`);

/** The file is whole. */
export async function finishFile(
  { sql, brand }: TxScope, runId: string, exportId: string, source: ExportSource,
): Promise<void> {
  await rows(sql, FINISH, [brand.id, runId, exportId, JSON.stringify(source)]);
}

const FORGET = statement('delete from export_file where brand_id = $1 and run_id = $2');

/** There is no file to be given up any more: it is whole, or was taken away. */
export async function forgetFile({ sql, brand }: TxScope, runId: string): Promise<void> {
  await rows(sql, FORGET, [brand.id, runId]);
}

/** Job that gives up the files of runs that ended before they were whole; payload { brandId }. */
export const EXPORT_TIDY_JOB = 'export.tidy';

const OPEN = statement('select run_id from export_file where brand_id = $1 order by run_id');

/** Upkeep of a brand: has the files of runs given up that ended before they were whole. */
export async function maintainExports(scope: Scope): Promise<void> {
  const ended = await endedRuns(scope);
  if (ended.length === 0) return;
  const { sql, brand } = scope;
  await enqueue(sql, EXPORT_TIDY_JOB, { brandId: brand.id }, { jobKey: `${EXPORT_TIDY_JOB}:${brand.id}` });
}

/**
 * The job `export.tidy`: takes away what runs that failed or were cancelled began to write.
 * @throws {AggregateError} what locations said; the others are tidied nevertheless
 */
export async function tidyExports(scope: Scope): Promise<void> {
  const errors: unknown[] = [];
  for (const runId of await endedRuns(scope)) {
    await scope.transaction((tx) => tidy(tx, runId)).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Files of ended exports could not be given up');
}

/** A run that is tried again meanwhile waits for the row, and then chooses anew. */
async function tidy(tx: TxScope, runId: string): Promise<void> {
  const file = await fileOfRun(tx, runId);
  if (file === undefined || !hasEnded(await runById(tx, runId))) return;
  await withLocation(tx, file.locationId, async (store) =>
    store.discard(file.isChosen ? file.name : await store.claim(file.name, ownerOf(runId))));
  await forgetFile(tx, runId);
}

async function endedRuns(scope: Scope): Promise<string[]> {
  const ended: string[] = [];
  for (const [runId] of await rows<[string]>(scope.sql, OPEN, [scope.brand.id])) {
    if (hasEnded(await runById(scope, runId))) ended.push(runId);
  }
  return ended;
}

function hasEnded({ endedAt }: { readonly endedAt: string | null }): boolean {
  return endedAt !== null;
}
