/** Files of records for tests, read from bytes. */
import { readConfig } from '../../src/config.ts';
import { isBad, openRecords, type FormatWish, type OpenedRecords } from '../../src/transfer/read/index.ts';

type Settings = Readonly<Record<string, string>>;

/** Bytes in pieces of a size, as a stream gives them. */
export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

export function opened(
  content: string | Buffer, wish: FormatWish = {}, settings: Settings = {}, size = 7,
): Promise<OpenedRecords> {
  return openRecords(inPieces(Buffer.from(content), size), wish, readConfig(settings));
}

export interface Read extends Omit<OpenedRecords, 'records'> {
  /** Cells of the good records. */
  readonly good: readonly (readonly string[])[];
  /** `line: text: reason` of the bad ones. */
  readonly bad: readonly string[];
  /** Lines of the good ones. */
  readonly lines: readonly number[];
}

/** Reads a whole file. */
export async function read(
  content: string | Buffer, wish: FormatWish = {}, settings: Settings = {}, size = 7,
): Promise<Read> {
  const { records, ...rest } = await opened(content, wish, settings, size);
  const good: (readonly string[])[] = [];
  const lines: number[] = [];
  const bad: string[] = [];
  for await (const record of records) {
    if (isBad(record)) bad.push(`${record.line}: ${record.raw}: ${record.why}`);
    else {
      good.push(record.cells);
      lines.push(record.line);
    }
  }
  return { ...rest, good, bad, lines };
}
