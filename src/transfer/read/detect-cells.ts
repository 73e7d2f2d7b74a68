import { splitRecord } from './split-record.ts';

/** The usual ones, then those that also stand in names, dates and addresses (imports-exports.md 2). */
const USUAL = [';', ',', '\t', '|'];
const UNUSUAL = ['.', '-', '/'];

/** Records of the head that are looked at. */
const LOOKED_AT = 100;

/** @param text of the head, one character per byte, its last line whole */
export function quoteOf(text: string): string {
  const wrapped = (quote: string) =>
    text.match(new RegExp(`(?<=^|[;,\\t|])${quote}[^${quote}\\n]*${quote}(?=[;,\\t|\\r]|$)`, 'gm'))?.length ?? 0;
  return wrapped('\'') > wrapped('"') ? '\'' : '"';
}

/**
 * The character that parts the most lines into equally many cells; of equals the one that makes more. The unusual ones
 * must part all lines alike, the first one into words.
 */
export function delimiterOf(text: string, quote: string): string {
  const best = USUAL.map((delimiter) => ({ delimiter, ...shapeOf(text, delimiter, quote) }))
    .filter(({ cells }) => cells > 1)
    .sort((one, other) => other.share - one.share || other.cells - one.cells)[0];
  if (best !== undefined) return best.delimiter;
  const rare = UNUSUAL.find((delimiter) => {
    const { cells, share, first, records } = shapeOf(text, delimiter, quote);
    return cells > 1 && share === 1 && records > 1 && first.every((cell) => /^[\p{L}_ ]+\d?$/u.test(cell));
  });
  return rare ?? ';';
}

/** Whether a first record names columns: words, and no numbers, dates or addresses. */
export function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.trim() !== '')
    && cells.every((cell) => !/@|^[\s\d.,:/+-]*\d[\s\d.,:/+-]*$/.test(cell));
}

/** The first records of a text. */
export function* firstCells(text: string, delimiter: string, quote: string): Generator<readonly string[]> {
  let at = 0;
  for (let count = 0; count < LOOKED_AT && at < text.length;) {
    const split = splitRecord(text, at, { delimiter, quote }, true);
    if (split === undefined) return;
    if (split.end > at && split.why === undefined) {
      count++;
      yield split.cells;
    }
    at = split.next;
  }
}

function shapeOf(text: string, delimiter: string, quote: string) {
  const records = [...firstCells(text, delimiter, quote)];
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [cells, times] = [...counts].sort((one, other) => other[1] - one[1] || other[0] - one[0])[0] ?? [0, 0];
  return { cells, share: times / Math.max(records.length, 1), first: records[0] ?? [], records: records.length };
}
