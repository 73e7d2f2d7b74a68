import { TolkError } from '../../errors.ts';
import { rows, statement, type Scope } from '../../db/index.ts';
import { isPlainName, type FileStore } from '../files/index.ts';
import { carryOn, type FileWork } from './carry-on.ts';
import type { Trigger } from './definition.ts';
import { triggerOf } from './match.ts';
import { fileIn, STATIONS, stationOf, type Place } from './place.ts';
import { beginMove, noteListing, noteTrouble, type TriggerFile } from './trigger-file.ts';

export interface PlaceWork extends FileWork {
  /** Planned minute of the clock. */
  readonly minute: Date;
  readonly signal: AbortSignal;
  /** Numbers of triggers whose files wait. */
  readonly held: ReadonlySet<string>;
}

/**
 * Looks into Upload. A file that is as it was at a minute before is whole: its trigger takes it. One that no trigger
 * takes waits for TRIGGER_PATIENCE, as a trigger may be made for it; so does one whose trigger is held.
 * @param triggers all that look there, those that are off too: their files wait
 * @throws {TolkError} as FileStore.list; 5xx of a file's move
 */
export async function pollPlace(work: PlaceWork, place: Place, triggers: readonly Trigger[]): Promise<void> {
  const { scope, store, minute, signal, held } = work;
  if (triggers.some(({ isReady }) => !isReady)) await makeFolders(scope, store, place);
  const listed = (await store.list(stationOf(place.folder, 'Upload'))).filter(({ name }) => isPlainName(name))
    .map((one) => ({ ...one, place: fileIn(place.folder, 'Upload', one.name) }));
  for (const file of await noteListing(scope, place, listed, minute)) {
    signal.throwIfAborted();
    if (file.likeThisSince >= minute) continue;
    const trigger = triggerOf(file.name, triggers);
    const isHeld = trigger !== undefined && held.has(trigger.id);
    if (trigger?.isOn && !isHeld) await begin(work, file, trigger);
    else if (trigger?.isOn !== false && isOverdue(work, file)) await refuse(work, file, trigger ?? triggers);
  }
}

function isOverdue({ minute, scope }: PlaceWork, { firstSeenAt }: TriggerFile): boolean {
  return minute.getTime() - firstSeenAt.getTime() >= scope.limits.TRIGGER_PATIENCE;
}

async function begin(work: PlaceWork, file: TriggerFile, trigger: Trigger): Promise<void> {
  const begun = await beginMove(work.scope, file, { state: 'taking', trigger, notify: trigger.notify?.to ?? [] });
  if (begun !== undefined) await tryOn(work, begun);
}

/**
 * Whoever may have meant one of the triggers there is told.
 * @param of its trigger, which is held; or all that are there, when it is of none of them
 */
async function refuse(work: PlaceWork, file: TriggerFile, of: Trigger | readonly Trigger[]): Promise<void> {
  const most = work.scope.limits.MAIL_RECIPIENTS;
  const triggers = [of].flat();
  const notify = [...new Set(triggers.flatMap((one) => one.notify?.to ?? []))].slice(0, most);
  const error = 'name' in of ? `no campaign that begins with the files of ${of.name} runs`
    : `its name begins with that of no trigger (${triggers.map(({ name }) => name).join(', ')})`;
  const begun = await beginMove(work.scope, file, { state: 'refusing', notify, error });
  if (begun !== undefined) await tryOn(work, begun);
}

/** Carries a file on. One that cannot be moved keeps no other from being; it is tried again at the next minute. */
export async function tryOn(work: FileWork, file: TriggerFile): Promise<void> {
  try {
    await carryOn(work, file);
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    await noteTrouble(work.scope, file, error.message);
  }
}

const READY = statement(`
  update csv_trigger set is_ready = true where brand_id = $1 and location_id = $2 and folder = $3`);

/** Makes the folders, where we may: a name in each is claimed, which makes its way, and given up. */
async function makeFolders({ sql, brand }: Scope, store: FileStore, { locationId, folder }: Place): Promise<void> {
  try {
    for (const station of STATIONS) await store.discard(await store.claim(fileIn(folder, station, 'trigger'), 'trigger'));
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    return; // somebody else makes them, or a file of ours does when it is moved there
  }
  await rows(sql, READY, [brand.id, locationId, folder]);
}
