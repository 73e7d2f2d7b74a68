import type { Config } from '../../config.ts';
import { decoded, shownText, unmarked } from './charset.ts';
import { isBad, type BadRecord, type FileFormat, type FileRecord } from './format.ts';
import { lineAt, splitRecord, type Split } from './split-record.ts';

export type RecordLimits = Pick<Config, 'IMPORT_RECORD_BYTES'>;

const LF = 0x0a;
/** Characters that a bad record shows at most. */
const SHOWN = 10_000;

/**
 * The records of a file of lines (kinds csv and fixed), the header too; empty lines are none. The first good one says
 * how many cells there are. Held in memory is a piece of the source and one record. A record longer than
 * IMPORT_RECORD_BYTES is bad: by a quote that is never closed as far as its first line, else to its line's end.
 */
export async function* lineRecords(
  source: AsyncIterable<Buffer>, format: FileFormat, { IMPORT_RECORD_BYTES: most }: RecordLimits,
): AsyncGenerator<FileRecord> {
  const splitAt = splitter(format);
  let text = ''; // one character per byte
  let line = 1;
  let width: number | undefined;
  let skipping: BadRecord | undefined;

  function* taken(isLast: boolean): Generator<FileRecord> {
    let at = 0;
    while (at < text.length) {
      if (skipping !== undefined) {
        const rest = lineAt(text, at, isLast);
        at = rest?.next ?? text.length;
        if (rest === undefined) break;
        line++;
        yield skipping;
        skipping = undefined;
        continue;
      }
      let split = splitAt(text, at, isLast);
      if ((split === undefined ? text.length : split.next) - at > most) split = cut(text, at, isLast, most);
      if (split === undefined) {
        if (text.length - at <= most) break;
        const end = Math.min(lineAt(text, at, isLast)?.end ?? text.length, at + SHOWN);
        const raw = shownText(text.slice(at, end), format.charset);
        skipping = { line, raw, why: `is longer than ${most} bytes` };
        continue;
      }
      if (split.end > at) {
        const record = recordOf(text.slice(at, split.end), split, { line, width }, format);
        if (!isBad(record)) width ??= record.cells.length;
        yield record;
      }
      line += linesIn(text, at, split.next);
      at = split.next;
    }
    text = text.slice(at);
  }

  for await (const piece of unmarked(source, format.charset)) {
    text += piece.toString('latin1');
    // No record ends in it otherwise, and to look would copy a long one once per piece.
    if (piece.includes(LF) || text.length > most) yield* taken(false);
  }
  yield* taken(true);
  if (skipping !== undefined) yield skipping;
}

type SplitAt = (text: string, at: number, isLast: boolean) => Split | undefined;

function splitter({ kind, delimiter, quote }: FileFormat): SplitAt {
  const marks = kind === 'csv' ? { delimiter, quote } : { delimiter: '', quote: '' };
  return (text, at, isLast) => splitRecord(text, at, marks, isLast);
}

/** The first line of a record that is too long, when that line is not. */
function cut(text: string, at: number, isLast: boolean, most: number): Split | undefined {
  const line = lineAt(text, at, isLast);
  if (line === undefined || line.next - at > most) return undefined;
  return { ...line, cells: [], why: `is longer than ${most} bytes, or a quote is not closed` };
}

interface Place {
  readonly line: number;
  /** How many cells there must be. */
  readonly width: number | undefined;
}

function recordOf(bytes: string, { cells, why }: Split, { line, width }: Place, format: FileFormat): FileRecord {
  const bad = (reason: string): BadRecord =>
    ({ line, raw: shownText(bytes.slice(0, SHOWN), format.charset), why: reason });
  if (why !== undefined) return bad(why);
  if (bytes.includes('\0')) return bad('has a NUL byte');
  const text = decoded(bytes, format.charset);
  if (text === undefined || (format.charset.startsWith('utf-16') && text.includes('\ufffd'))) {
    return bad(`has bytes that are not ${format.charset}`);
  }
  if (format.kind === 'fixed') return fixedRecord(text, line, format.widths);
  if (width !== undefined && cells.length !== width) return bad(`has ${cells.length} cells instead of ${width}`);
  return { line, cells: text === bytes ? cells : cells.map((cell) => decoded(cell, format.charset) ?? '') };
}

/** Spaces fill columns up on either side; those behind the last text may be left out. */
function fixedRecord(text: string, line: number, widths: readonly number[]): FileRecord {
  const characters = /[\ud800-\udfff]/.test(text) ? [...text] : text;
  let at = 0;
  const cells = widths.map((width) => {
    const cell = characters.slice(at, at + width);
    at += width;
    return (typeof cell === 'string' ? cell : cell.join('')).trim();
  });
  const beyond = characters.slice(at);
  if ((typeof beyond === 'string' ? beyond : beyond.join('')).trim() === '') return { line, cells };
  return { line, raw: text.slice(0, SHOWN), why: `has ${characters.length} characters, the columns have ${at}` };
}

function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
