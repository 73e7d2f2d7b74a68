import { rows, statement, type Scope, type TxScope } from '../../../db/index.ts';
import type { StoredFile } from '../../files/index.ts';
import type { StageTarget } from '../mapping.ts';

/** taken: by a run that has not ended well; looked: by a dry run, which makes no file known. */
type FileState = 'taken' | 'done' | 'failed' | 'looked';

/** The file of a run. */
export interface ImportFile extends StoredFile {
  readonly locationId: string;
  /** Where it lies now; `name` is what it was picked by. */
  readonly place: string;
  readonly state: FileState;
  /** Those below are known once its beginning was read. */
  readonly columns: readonly string[] | undefined;
  readonly delimiter: string | undefined;
  readonly target: StageTarget | undefined;
  /** Name that is claimed for its bad records. */
  readonly errors: string | undefined;
}

type Row = [
  name: string, size: string, modifiedAt: Date, locationId: string, place: string, state: FileState,
  columns: string[] | null, delimiter: string | null, target: StageTarget | null, errors: string | null,
];

const HELD = statement(`
  select name, size, modified_at, location_id, place, state, columns, delimiter, target, errors from import_file
  where brand_id = $1 and run_id = $2`);

/** @returns undefined when the run has picked none */
export async function fileOfRun({ sql, brand }: Scope, runId: string): Promise<ImportFile | undefined> {
  const [row] = await rows<Row>(sql, HELD, [brand.id, runId]);
  if (row === undefined) return undefined;
  const [name, size, modifiedAt, locationId, place, state, columns, delimiter, target, errors] = row;
  return {
    name, size: Number(size), modifiedAt, locationId, place, state,
    columns: columns ?? undefined, delimiter: delimiter ?? undefined, target: target ?? undefined,
    errors: errors ?? undefined,
  };
}

interface Taken {
  readonly runId: string;
  readonly importId: string;
  readonly locationId: string;
  readonly isDryRun: boolean;
}

const TAKE = statement(`
  insert into import_file (brand_id, run_id, import_id, location_id, name, place, size, modified_at, state)
  values ($1, $2, $3, $4, $5, $5, $6, $7, $8)`);

/** Stores which file a run reads, before it does. */
export async function takeFile(
  { sql, brand }: TxScope, { runId, importId, locationId, isDryRun }: Taken, { name, size, modifiedAt }: StoredFile,
): Promise<void> {
  const state: FileState = isDryRun ? 'looked' : 'taken';
  await rows(sql, TAKE, [brand.id, runId, importId, locationId, name, size, modifiedAt.toISOString(), state]);
}

const UNKNOWN = statement(`
  select f.name from json_to_recordset($4::json) as f (name text, size bigint, "modifiedAt" timestamptz)
  where not exists (
    select from import_file known
    where known.brand_id = $1 and known.import_id = $2 and known.location_id = $3 and known.name = f.name
      and known.size = f.size and known.modified_at = f."modifiedAt" and known.state <> 'looked'
      and not (known.state = 'taken' and exists (
        select from run where run.brand_id = $1 and run.id = known.run_id and run.ended_at < $5
          and (run.state = 'failed' or run.state = 'dead' and run.failures > 0) and run.cursor ->> 'phase' = 'stage'))
  )`);

/**
 * Those of the files that no run of the import has picked as they are now. What a run could not even read, because a
 * server was away, is for the next slot: none of it was merged, and it was not the file that failed. But what killed
 * processes is not.
 * @param at moment of the slot: runs that follow in it do not take what has just failed again and again
 */
export async function unknownFiles(
  { sql, brand }: Scope, { importId, locationId }: Pick<Taken, 'importId' | 'locationId'>,
  files: readonly StoredFile[], at: Date,
): Promise<StoredFile[]> {
  const found = await rows<[string]>(
    sql, UNKNOWN, [brand.id, importId, locationId, JSON.stringify(files), at.toISOString()],
  );
  const names = new Set(found.flat());
  return files.filter(({ name }) => names.has(name));
}

const CHANGED = statement(`
  update import_file set size = $3, modified_at = $4 where brand_id = $1 and run_id = $2`);

/** The file is another than it was when it was picked. */
export async function fileChanged(
  { sql, brand }: TxScope, runId: string, { size, modifiedAt }: StoredFile,
): Promise<void> {
  await rows(sql, CHANGED, [brand.id, runId, size, modifiedAt.toISOString()]);
}

interface FileShape {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly target: StageTarget;
}

const SHAPE = statement(`
  update import_file set columns = $3::text[], delimiter = $4, target = $5::jsonb,
    state = case state when 'failed' then 'taken' else state end
  where brand_id = $1 and run_id = $2`);

/** What the file turned out to be, for the phases behind its reading. */
export async function noteShape(
  { sql, brand }: TxScope, runId: string, { columns, delimiter, target }: FileShape,
): Promise<void> {
  await rows(sql, SHAPE, [brand.id, runId, columns, delimiter, JSON.stringify(target)]);
}

const HASHED = statement('update import_file set hash = $3 where brand_id = $1 and run_id = $2');

const SEEN = statement(`
  select exists (
    select from import_file mine
    join import_file before on before.brand_id = $1 and before.import_id = mine.import_id and before.name = mine.name
      and before.size = mine.size and before.hash = $3 and before.state = 'done' and before.run_id <> $2
    where mine.brand_id = $1 and mine.run_id = $2
  )`);

/** Notes the hash of a file that was read to its end. @returns whether the import has merged the same file before */
export async function noteHash({ sql, brand }: TxScope, runId: string, hash: Buffer): Promise<boolean> {
  await rows(sql, HASHED, [brand.id, runId, hash]);
  const [[isSeen] = [false]] = await rows<[boolean]>(sql, SEEN, [brand.id, runId, hash]);
  return isSeen;
}

const STATE = statement('update import_file set state = $3 where brand_id = $1 and run_id = $2');

export async function noteState({ sql, brand }: TxScope, runId: string, state: FileState): Promise<void> {
  await rows(sql, STATE, [brand.id, runId, state]);
}

const PLACE = statement('update import_file set place = $3, target = null where brand_id = $1 and run_id = $2');

/** Where it lies from now on. Nothing of it is staged any more. */
export async function notePlace({ sql, brand }: TxScope, runId: string, place: string): Promise<void> {
  await rows(sql, PLACE, [brand.id, runId, place]);
}

const ERRORS = statement('update import_file set errors = $3 where brand_id = $1 and run_id = $2');

/** @param name that is claimed for the bad records; null: their file is whole */
export async function noteErrorFile({ sql, brand }: TxScope, runId: string, name: string | null): Promise<void> {
  await rows(sql, ERRORS, [brand.id, runId, name]);
}
