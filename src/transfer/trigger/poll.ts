import { z } from 'zod';
import { rows, statement, type Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { enqueue, isEnqueued } from '../../jobs/index.ts';
import type { Log } from '../../log.ts';
import { openLocation } from '../location/open-location.ts';
import type { Trigger } from './definition.ts';
import { listTriggers } from './find-triggers.ts';
import { pollPlace, tryOn, type PlaceWork } from './poll-place.ts';
import { unsettledFiles, type TriggerFile } from './trigger-file.ts';

/** Job that looks into the folders of a brand's triggers, each minute; payload { brandId, minute }. */
export const TRIGGER_POLL_JOB = 'maintenance.triggers';
const ATTEMPTS = 3;

const HAS_WORK = statement(`
  select exists (select from csv_trigger where brand_id = $1 and is_on)
    or exists (select from csv_trigger_file where brand_id = $1 and state in ('taking', 'refusing', 'active'))`);

const FORGET = statement(`
  delete from csv_trigger_file
  where brand_id = $1 and ended_at < now() - $2::bigint * interval '1 millisecond'`);

/** Upkeep of a brand: has its folders looked into, by one at a time, and forgets files that ended long ago. */
export async function maintainTriggers({ sql, brand, limits }: Scope, minute: Date): Promise<void> {
  await rows(sql, FORGET, [brand.id, limits.RUN_KEPT]);
  const [[hasWork] = [false]] = await rows<[boolean]>(sql, HAS_WORK, [brand.id]);
  const jobKey = `${TRIGGER_POLL_JOB}:${brand.id}`;
  if (!hasWork || await isEnqueued(sql, jobKey)) return;
  const payload = { brandId: brand.id, minute: minute.toISOString() };
  await enqueue(sql, TRIGGER_POLL_JOB, payload, { jobKey, maxAttempts: ATTEMPTS });
}

/** What there is to do at one location. */
interface Visit {
  readonly locationId: string;
  readonly triggers: readonly Trigger[];
  readonly unsettled: readonly TriggerFile[];
}

const payloadType = z.object({ minute: z.coerce.date() });

/** Says which of the triggers are to leave their files in Upload for now: their numbers. */
type HoldTriggers = (scope: Scope, triggers: readonly Trigger[]) => Promise<ReadonlySet<string>>;

interface PollTriggersParts {
  readonly log: Log;
  /** Default: none. */
  readonly hold?: HoldTriggers;
}

/**
 * The job `maintenance.triggers`: looks into the folders of all triggers that are on, TRIGGER_LOCATIONS locations at a
 * time, and carries on files that were left half way. A location that fails keeps no other from its turn.
 * @throws the signal's reason; errors of the database
 */
export async function pollTriggers(
  scope: Scope, payload: unknown, signal: AbortSignal, { log, hold }: PollTriggersParts,
): Promise<void> {
  const { minute } = payloadType.parse(payload);
  const triggers = await listTriggers(scope);
  const held = await hold?.(scope, triggers) ?? new Set<string>();
  const visits = visitsOf(triggers, await unsettledFiles(scope)).values();
  await Promise.all(Array.from({ length: scope.limits.TRIGGER_LOCATIONS }, async () => {
    for (const visit of visits) {
      signal.throwIfAborted();
      await pollLocation(scope, visit, { minute, signal, held, log });
    }
  }));
}

/** Those that failed at the last try come last: they may take their time again. */
function visitsOf(triggers: readonly Trigger[], unsettled: readonly TriggerFile[]): Visit[] {
  const ids = new Set([...triggers.filter(({ isOn }) => isOn), ...unsettled].map(({ locationId }) => locationId));
  const visits = [...ids].map((locationId) => ({
    locationId,
    triggers: triggers.filter((one) => one.locationId === locationId),
    unsettled: unsettled.filter((one) => one.locationId === locationId),
  }));
  const failed = (visit: Visit) => Number(visit.triggers.some(({ problem }) => problem !== null));
  return visits.toSorted((one, other) => failed(one) - failed(other));
}

interface PollParts extends Pick<PlaceWork, 'minute' | 'signal' | 'held'> {
  readonly log: Log;
}

async function pollLocation(scope: Scope, visit: Visit, { log, ...parts }: PollParts): Promise<void> {
  const { locationId, triggers, unsettled } = visit;
  const { signal } = parts;
  const note = (folder: string | null, error?: TolkError) => noteProblem(scope, { locationId, folder }, log, error);
  try {
    const store = await openLocation(scope, locationId, { signal });
    try {
      const work = { scope, store, ...parts };
      for (const file of unsettled) await tryOn(work, file);
      for (const [folder, there] of Map.groupBy(triggers, (one) => one.folder)) {
        if (!there.some(({ isOn }) => isOn)) continue;
        await note(folder, await troubleOf(() => pollPlace(work, { locationId, folder }, there)));
      }
    } finally {
      await store.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TolkError)) throw error;
    await note(null, error);
  }
}

/** A folder that is not to be had (4xx) says nothing about the others of its location. */
async function troubleOf(work: () => Promise<void>): Promise<TolkError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    return error;
  }
}

const PROBLEM = statement(`
  update csv_trigger set problem = $4
  where brand_id = $1 and location_id = $2 and folder = coalesce($3, folder) and is_on and problem is distinct from $4
  returning id`);

interface ProblemPlace {
  readonly locationId: string;
  /** null: all at the location. */
  readonly folder: string | null;
}

/** Shows the trouble in the triggers; the log hears of it when it changes. */
async function noteProblem(
  { sql, brand }: Scope, { locationId, folder }: ProblemPlace, log: Log, error?: TolkError,
): Promise<void> {
  const changed = await rows(sql, PROBLEM, [brand.id, locationId, folder, error?.message ?? null]);
  if (changed.length === 0) return;
  const told = { brand: brand.id, location: locationId, reason: error?.code };
  if (error === undefined) log.info(told, 'the folders of triggers can be looked into again');
  else log.warn(told, 'the folders of triggers cannot be looked into');
}
