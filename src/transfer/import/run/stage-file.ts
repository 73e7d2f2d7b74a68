import { setTimeout as sleep } from 'node:timers/promises';
import { failure, TolkError } from '../../../errors.ts';
import { openRecords, type OpenedRecords } from '../../read/index.ts';
import { hashed, type HashedBytes } from './hashed.ts';
import { clearErrors, noteErrors, type BadImportRecord } from './errors-of-run.ts';
import { fileChanged, noteHash, noteShape, noteState, type ImportFile } from './file-of-run.ts';
import type { ImportStage, Staged } from '../import-stage.ts';
import { STAGED, type ImportWork } from './work.ts';
import { mappingOf, type ImportMapping, type StageTarget } from '../mapping.ts';
import { openStage } from '../open-stage.ts';
import { isAsBefore } from './pick-file.ts';

/** Between the cells of the file with the bad records, where the file itself has nothing there. */
const DELIMITER = ';';

/**
 * The second phase: reads the file once, checks its records, and brings the good ones to the stage of their room, the
 * bad ones to table import_error. Repeated, it begins anew. When the import has merged the same file before, nothing
 * is left on the stage, unless it is forced.
 * @throws {TolkError} FILE_CHANGING; FILE_UNREADABLE, FILE_TOO_LARGE, IMPORT_COLUMNS_MISSING and more of mappingOf: the
 *   file is to blame; as FileStore.read and the room
 */
export async function stageFile(work: ImportWork, file: ImportFile): Promise<void> {
  const { run, store, wish } = work;
  await checkSettled(work, file);
  const source = await store.read(file.place);
  try {
    const bytes = hashed(source);
    const opened = await openRecords(bytes.all, work.definition.format, run.scope.limits);
    const { stage, mapping } = await begin(work, opened);
    const counts = await stageRecords(work, { opened, bytes, stage, mapping, size: file.size });
    const hash = await bytes.end();
    await checkSame(work, file, bytes.read() === file.size);
    await run.step(async (tx) => {
      const repeated = await stage.dropRepeated(tx);
      const isSeen = await noteHash(tx, run.id, hash) && !wish.force;
      if (isSeen) {
        await stage.clear(tx);
        await clearErrors(tx, run.id);
        if (!wish.dryRun) await noteState(tx, run.id, 'done');
      }
      return { repeated, isSeen };
    }, ({ repeated, isSeen }) => {
      const { read, bad, places } = counts;
      if (isSeen) return { cursor: { phase: wish.dryRun ? 'end' : 'archive' }, counters: { read, seen: 1 } };
      const cursor = wish.dryRun ? { phase: 'preview' } : { phase: 'merge', after: 0, places };
      // Not added to those of an attempt whose stage was cleared: the file is the same.
      const counters = { read, bad, repeated };
      const before = Object.entries(counters).map(([name, count]) => [name, count - (run.counters[name] ?? 0)]);
      return { cursor, counters: Object.fromEntries(before) as Record<string, number>, progress: STAGED };
    });
  } finally {
    source.destroy();
  }
}

/** A file that is being written grows, or gets another time, within a moment. */
async function checkSettled(work: ImportWork, file: ImportFile): Promise<void> {
  const { run: { scope: { limits }, signal }, wish: { chosen } } = work;
  await checkSame(work, file);
  if (limits.IMPORT_SETTLE === 0 || isAsBefore(chosen, file)) return;
  await sleep(limits.IMPORT_SETTLE, undefined, { signal });
  await checkSame(work, file);
}

/** @throws {TolkError} FILE_CHANGING, and the next attempt goes by what the file is now; FILE_NOT_FOUND */
async function checkSame({ run, store, definition }: ImportWork, file: ImportFile, isWhole = true): Promise<void> {
  const now = await store.find(file.place);
  const { file: { location } } = definition;
  if (now === undefined) throw failure('FILE_NOT_FOUND', { location, file: file.place });
  if (isWhole && isAsBefore(now, file)) return;
  await run.step((tx) => fileChanged(tx, run.id, now));
  throw failure('FILE_CHANGING', { location, file: file.place });
}

/** Knows by the head of the file what its records are for, and clears away what an earlier attempt left. */
async function begin(
  { run, definition }: ImportWork, { columns, format: { delimiter } }: OpenedRecords,
): Promise<{ readonly stage: ImportStage; readonly mapping: ImportMapping }> {
  const mapping = await mappingOf(run.scope, definition, columns);
  const { kind, plan } = mapping;
  const target = { kind, plan } as StageTarget; // which plan is which kind's is known of the mapping
  const stage = await openStage(run.scope, run.id, target);
  await run.step(async (tx) => {
    await stage.clear(tx);
    await clearErrors(tx, run.id);
    await noteShape(tx, run.id, { columns, delimiter: delimiter === '' ? DELIMITER : delimiter, target });
  }, () => ({ progress: 0 }));
  return { stage, mapping };
}

interface Reading {
  readonly opened: OpenedRecords;
  readonly bytes: HashedBytes;
  readonly stage: ImportStage;
  readonly mapping: ImportMapping;
  readonly size: number;
}

interface Counts {
  readonly read: number;
  readonly bad: number;
  /** Place of the last good record. */
  readonly places: number;
}

/** While a batch is on its way to the database, the next one is read and checked. */
async function stageRecords({ run }: ImportWork, reading: Reading): Promise<Counts> {
  const { opened, bytes, stage, mapping, size } = reading;
  const { IMPORT_STAGE_ROWS: most, IMPORT_STAGE_BYTES: heaviest } = run.scope.limits;
  const counts = { read: 0, bad: 0, places: 0 };
  let good: Staged[] = [];
  let bad: BadImportRecord[] = [];
  let weight = 0;
  let writing: Promise<unknown> = Promise.resolve();

  async function flush(): Promise<void> {
    const [records, errors] = [good, bad];
    counts.bad += errors.length;
    [good, bad, weight] = [[], [], 0];
    await writing;
    const progress = STAGED * Math.min(1, bytes.read() / Math.max(1, size));
    writing = run.step(async (tx) => {
      if (records.length > 0) await stage.put(tx, records);
      await noteErrors(tx, run.id, errors);
    }, () => ({ progress })).then(() => {
      // What V8 put aside as long-lived leads to them until it looks through all memory, which it does seldom.
      records.length = 0;
      errors.length = 0;
    });
    writing.catch(() => undefined); // told when it is waited for
  }

  try {
    for await (const record of opened.records) {
      counts.read++;
      if ('why' in record) {
        bad.push({ line: record.line, cells: [record.raw], why: record.why });
        weight += record.raw.length;
      } else {
        const { line, cells } = record;
        for (const cell of cells) weight += cell.length;
        try {
          const checked = stage.check({ place: counts.places + 1, line, values: mapping.values(cells), cells });
          good.push(checked instanceof Promise ? await checked : checked);
          counts.places++;
        } catch (error) {
          bad.push({ line, cells, why: complaint(error) });
        }
      }
      if (good.length + bad.length >= most || weight >= heaviest) await flush();
    }
    await flush();
    await writing;
    return counts;
  } finally {
    await writing.catch(() => undefined);
  }
}

/** What is wrong with a record. @throws what is not about the record */
function complaint(error: unknown): string {
  if (error instanceof TolkError && error.row.http < 500) return error.message;
  throw error;
}
