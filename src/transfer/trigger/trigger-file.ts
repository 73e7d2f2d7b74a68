import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import type { StoredFile } from '../files/index.ts';
import type { Trigger } from './definition.ts';
import type { Place } from './place.ts';

/** A file on its way from Upload to Done or Failed; migrations/..._trigger.ts tells the states. */
export interface TriggerFile extends Place, StoredFile {
  readonly id: string;
  readonly state: 'seen' | 'taking' | 'refusing' | 'active' | 'done' | 'failed';
  readonly firstSeenAt: Date;
  readonly likeThisSince: Date;
  readonly triggerId: string | null;
  readonly triggerName: string | null;
  readonly notify: readonly string[];
  readonly runId: string | null;
  /** Its name now, with its folder. */
  readonly place: string;
  readonly error: string | null;
}

type Row = [
  id: string, locationId: string, folder: string, name: string, size: string, modifiedAt: Date,
  state: TriggerFile['state'], firstSeenAt: Date, likeThisSince: Date, triggerId: string | null,
  triggerName: string | null, notify: string[],
  runId: string | null, place: string, error: string | null,
];

const COLUMNS = `id, location_id, folder, name, size, modified_at, state, first_seen_at, like_this_since, trigger_id,
  trigger_name, notify, run_id, place, error`;

function fileOf(row: Row): TriggerFile {
  const [
    id, locationId, folder, name, size, modifiedAt, state, firstSeenAt, likeThisSince, triggerId, triggerName, notify,
    runId, place, error,
  ] = row;
  return {
    id, locationId, folder, name, size: Number(size), modifiedAt, state, firstSeenAt, likeThisSince, triggerId,
    triggerName, notify, runId, place, error,
  };
}

/** Two who look at one place at the same time take turns. */
const LOCK = statement(`
  select pg_advisory_xact_lock(hashtextextended('trigger.' || $1::text || '.' || $2::text || '.' || $3::text, 0))`);

const GONE = statement(`
  delete from csv_trigger_file
  where brand_id = $1 and location_id = $2 and folder = $3 and state = 'seen' and name <> all($4::text[])`);

const LISTED = `json_to_recordset($4::json) as f (name text, size bigint, "modifiedAt" timestamptz, place text)`;

const CHANGED = statement(`
  update csv_trigger_file seen set size = f.size, modified_at = f."modifiedAt", like_this_since = $5::timestamptz
  from ${LISTED}
  where seen.brand_id = $1 and seen.location_id = $2 and seen.folder = $3 and seen.state = 'seen' and seen.name = f.name
    and (seen.size, seen.modified_at) <> (f.size, f."modifiedAt")`);

const NEW = statement(`
  insert into csv_trigger_file
    (brand_id, location_id, folder, name, size, modified_at, state, first_seen_at, like_this_since, place)
  select $1::bigint, $2::bigint, $3, f.name, f.size, f."modifiedAt", 'seen', $5::timestamptz, $5::timestamptz, f.place
  from ${LISTED}
  where not exists (
    select from csv_trigger_file known
    where known.brand_id = $1 and known.location_id = $2 and known.folder = $3 and known.name = f.name
      and known.state in ('seen', 'taking', 'refusing')
  )`);

const SEEN = statement(`
  select ${COLUMNS} from csv_trigger_file
  where brand_id = $1 and location_id = $2 and folder = $3 and state = 'seen'
  order by modified_at, name`);

/** A file as the listing of Upload has it. */
interface ListedFile extends StoredFile {
  /** Its name with its folder. */
  readonly place: string;
}

/**
 * Notes what lies in Upload at a minute of the clock.
 * @returns what waits there, oldest first
 */
export async function noteListing(
  scope: Scope, { locationId, folder }: Place, files: readonly ListedFile[], minute: Date,
): Promise<TriggerFile[]> {
  return scope.transaction(async ({ sql, brand }) => {
    const at = [brand.id, locationId, folder];
    await rows(sql, LOCK, at);
    await rows(sql, GONE, [...at, files.map(({ name }) => name)]);
    const listed = [...at, JSON.stringify(files), minute.toISOString()];
    await rows(sql, CHANGED, listed);
    await rows(sql, NEW, listed);
    return (await rows<Row>(sql, SEEN, at)).map(fileOf);
  });
}

const LIVE = statement(`
  select ${COLUMNS} from csv_trigger_file f
  where f.brand_id = $1 and (f.state in ('taking', 'refusing') or f.state = 'active' and not exists (
    select from run r where r.brand_id = $1 and r.id = f.run_id and r.ended_at is null
  ))
  order by f.id`);

/** Files that somebody began to move, and those whose run has ended, or is gone. */
export async function unsettledFiles({ sql, brand }: Scope): Promise<TriggerFile[]> {
  return (await rows<Row>(sql, LIVE, [brand.id])).map(fileOf);
}

const OF_RUN = statement(`
  select ${COLUMNS} from csv_trigger_file where brand_id = $1 and run_id = $2 and state = 'active'`);

/** The file that a run imports; undefined: it has none of a trigger. */
export async function fileOfRun({ sql, brand }: Scope, runId: string): Promise<TriggerFile | undefined> {
  const [row] = await rows<Row>(sql, OF_RUN, [brand.id, runId]);
  return row === undefined ? undefined : fileOf(row);
}

const BEGIN = statement(`
  update csv_trigger_file
  set state = $5, trigger_id = $6, trigger_name = $7, notify = $8::text[], error = $9
  where brand_id = $1 and id = $2 and state = 'seen' and size = $3 and modified_at = $4
  returning ${COLUMNS}`);

interface Beginning {
  readonly state: 'taking' | 'refusing';
  readonly trigger?: Pick<Trigger, 'id' | 'name'>;
  readonly notify: readonly string[];
  readonly error?: string;
}

/** Notes that a file is about to be moved. @returns undefined: another was faster, or it is another by now */
export async function beginMove(
  { sql, brand }: Scope, { id, size, modifiedAt }: TriggerFile, { state, trigger, notify, error }: Beginning,
): Promise<TriggerFile | undefined> {
  const [row] = await rows<Row>(sql, BEGIN, [
    brand.id, id, size, modifiedAt.toISOString(), state, trigger?.id ?? null, trigger?.name ?? null, notify,
    error ?? null,
  ]);
  return row === undefined ? undefined : fileOf(row);
}

const ACTIVATE = statement(`
  update csv_trigger_file set state = 'active', place = $3, error = null
  where brand_id = $1 and id = $2 and state = 'taking' returning 1`);
const SET_RUN = statement('update csv_trigger_file set run_id = $3 where brand_id = $1 and id = $2');

/**
 * Notes that a file lies in Active, with the run that is started for it.
 * @param start is called in the same transaction, by one caller of several
 */
export async function activate(
  scope: Scope, { id }: TriggerFile, place: string, start: (tx: TxScope) => Promise<string>,
): Promise<void> {
  await scope.transaction(async (tx) => {
    if ((await rows(tx.sql, ACTIVATE, [tx.brand.id, id, place])).length === 0) return;
    await rows(tx.sql, SET_RUN, [tx.brand.id, id, await start(tx)]);
  });
}

const FINISH = statement(`
  update csv_trigger_file set state = $4, place = $5, error = $6, ended_at = clock_timestamp()
  where brand_id = $1 and id = $2 and state = $3
  returning to_char(ended_at, 'YYYY-MM-DD HH24:MI:SS.US')`);

export interface Finish {
  readonly state: 'done' | 'failed';
  /** undefined: somebody has taken it away. */
  readonly place: string | undefined;
  readonly error: string | null;
}

/** Notes that a file was moved on. @returns when, in UTC and to the microsecond; undefined: another was faster */
export async function finish(
  { sql, brand }: TxScope, { id, state: before }: TriggerFile, { state, place, error }: Finish,
): Promise<string | undefined> {
  const [ended] = await rows<[string]>(sql, FINISH, [brand.id, id, before, state, place ?? '', error]);
  return ended?.[0];
}

const FORGET = statement(`
  delete from csv_trigger_file where brand_id = $1 and id = $2 and state in ('taking', 'refusing')`);

/** Somebody has taken a file away that was about to be moved, or has changed it. */
export async function forgetFile({ sql, brand }: Scope, { id }: TriggerFile): Promise<void> {
  await rows(sql, FORGET, [brand.id, id]);
}

const TROUBLE = statement('update csv_trigger_file set error = $3 where brand_id = $1 and id = $2');

/** Notes why a file could not be moved; it is tried again. */
export async function noteTrouble({ sql, brand }: Scope, { id }: TriggerFile, why: string): Promise<void> {
  await rows(sql, TROUBLE, [brand.id, id, why]);
}

const STRAYS = statement(`
  delete from csv_trigger_file f
  where f.brand_id = $1 and f.state = 'seen' and not exists (
    select from csv_trigger t where t.brand_id = $1 and t.location_id = f.location_id and t.folder = f.folder
  )`);

/** Files that wait where no trigger looks any more. */
export async function forgetStrays({ sql, brand }: TxScope): Promise<void> {
  await rows(sql, STRAYS, [brand.id]);
}
