import type { Config } from '../../config.ts';
import { detectFormat } from './detect.ts';
import { isBad, type BadRecord, type FileFormat, type FileRecord, type FormatWish } from './format.ts';
import { lineRecords } from './line-records.ts';
import { openBytes, unreadable } from './open-bytes.ts';
import { xmlRecords, type XmlRecord } from './xml-records.ts';

type Limits = Pick<Config, 'FILE_BYTES' | 'IMPORT_RECORD_BYTES' | 'IMPORT_COLUMNS'>;

/** A file that is being read. */
export interface OpenedRecords {
  readonly format: FileFormat;
  /** Names of the columns as the header has them; without a header `1`, `2` and so on. */
  readonly columns: readonly string[];
  /** Every record with a cell per column, or bad; to be read once. Leaving the loop early ends the source. */
  readonly records: AsyncGenerator<FileRecord>;
}

/** Records of which some must be good, or the format is wrong. */
const SAMPLE = 100;

/**
 * Opens a file of records, with bounded memory whatever its size.
 * @param source its bytes, which gzip may have compressed
 * @param wish what is known of its format; the rest is detected from its head
 * @throws {TolkError} FILE_UNREADABLE, now or while it is read; what the source throws
 */
export async function openRecords(
  source: AsyncIterable<Uint8Array>, wish: FormatWish, limits: Limits,
): Promise<OpenedRecords> {
  const { head, isWhole, all, close } = await openBytes(source, limits.FILE_BYTES);
  try {
    const format = detectFormat(head, isWhole, wish);
    const { columns, records } = format.kind === 'xml'
      ? await xmlTable(xmlRecords(all, format, limits), format.record)
      : await lineTable(lineRecords(all, format, limits), format);
    if (columns.length > limits.IMPORT_COLUMNS) {
      throw unreadable(`it has ${columns.length} columns, the most are ${limits.IMPORT_COLUMNS}`);
    }
    return { format, columns, records };
  } catch (error) {
    await close();
    throw error;
  }
}

type Table = Omit<OpenedRecords, 'format'>;

/** The first good record has the names of the columns, or shows how many there are. */
async function lineTable(source: AsyncGenerator<FileRecord>, { header }: FileFormat): Promise<Table> {
  const bad: BadRecord[] = [];
  for (;;) {
    const { done, value: first } = await source.next() as IteratorResult<FileRecord, undefined>;
    const [told] = bad;
    if (done === true) throw unreadable(told === undefined ? 'it has no records' : `line ${told.line} ${told.why}`);
    if (!isBad(first)) {
      const { cells } = first;
      if (header) return { columns: cells.map((cell) => cell.trim()), records: source };
      return { columns: cells.map((_cell, place) => String(place + 1)), records: behind([...bad, first], source) };
    }
    if (header || bad.length === SAMPLE) throw unreadable(`line ${first.line} ${first.why}`);
    bad.push(first);
  }
}

/** The columns are the elements of the first records; a later record with another one is bad. */
async function xmlTable(source: AsyncGenerator<XmlRecord>, name: string): Promise<Table> {
  const sample: XmlRecord[] = [];
  while (sample.length < SAMPLE) {
    const next = await source.next();
    if (next.done === true) break;
    sample.push(next.value);
  }
  const good = sample.filter(({ why }) => why === undefined);
  const columns = [...new Set(good.flatMap(({ cells }) => [...cells.keys()]))];
  if (columns.length === 0) throw unreadable(`it has no records <${name}> with elements in them`);
  return { columns, records: inColumns(behind(sample, source), columns) };
}

async function* inColumns(
  source: AsyncGenerator<XmlRecord>, columns: readonly string[],
): AsyncGenerator<FileRecord> {
  const known = new Set(columns);
  for await (const { line, cells, raw, why } of source) {
    const other = [...cells.keys()].find((name) => !known.has(name));
    const reason = why ?? (other === undefined ? undefined : `has an element ${other}, which is no column`);
    if (reason === undefined) yield { line, cells: columns.map((name) => cells.get(name) ?? '') };
    else yield { line, raw, why: reason };
  }
}

async function* behind<Item>(first: readonly Item[], rest: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
