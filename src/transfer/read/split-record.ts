const LF = '\n';

/** A record as it stands in a text. */
export interface Split {
  /** Why its quotes do not fit; it ends with its first line then. */
  readonly why?: string;
  readonly cells: readonly string[];
  /** Where its text ends, before the line end, and where the next one begins. */
  readonly end: number;
  readonly next: number;
}

interface Quoted {
  readonly value: string;
  /** Behind the closing quote. */
  readonly next: number;
}

interface Marks {
  readonly delimiter: string;
  readonly quote: string;
}

/**
 * Splits the record at a place of a text (RFC 4180). A quote in a cell that does not begin with one is a part of it.
 * Where quotes do not fit, the record is taken to its first line's end, so that one quote too many spoils one line.
 * @param isLast whether nothing comes after the text
 * @returns undefined when the text ends before the record does
 */
export function splitRecord(
  text: string, start: number, { delimiter, quote }: Marks, isLast: boolean,
): Split | undefined {
  const line = lineAt(text, start, isLast);
  const plain = line && text.slice(start, line.end);
  if (line !== undefined && plain !== undefined && (quote === '' || !plain.includes(quote))) {
    return { ...line, cells: delimiter === '' ? [plain] : plain.split(delimiter) };
  }
  const cells: string[] = [];
  for (let at = start; ;) {
    let stop: number;
    if (quote !== '' && text[at] === quote) {
      const cell = quotedAt(text, at, quote, isLast);
      if (cell === undefined) {
        return isLast && line !== undefined ? { ...line, cells, why: 'a quote is not closed' } : undefined;
      }
      cells.push(cell.value);
      stop = cell.next;
    } else {
      stop = at;
      while (stop < text.length && text[stop] !== delimiter && text[stop] !== LF) stop++;
      const end = text[stop] === LF || stop === text.length ? withoutCr(text, at, stop) : stop;
      cells.push(text.slice(at, end));
    }
    if (stop >= text.length || (stop === text.length - 1 && text[stop] === '\r')) {
      return isLast ? { cells, end: stop, next: text.length } : undefined;
    }
    if (text[stop] === LF) return { cells, end: withoutCr(text, start, stop), next: stop + 1 };
    if (text[stop] === '\r' && text[stop + 1] === LF) return { cells, end: stop, next: stop + 2 };
    if (text[stop] !== delimiter) return line && { ...line, cells, why: 'text follows a closing quote' };
    at = stop + 1;
  }
}

/** The line at a place, up to its end in the text. */
export function lineAt(
  text: string, start: number, isLast: boolean,
): { readonly end: number; readonly next: number } | undefined {
  const stop = text.indexOf(LF, start);
  if (stop !== -1) return { end: withoutCr(text, start, stop), next: stop + 1 };
  return isLast ? { end: withoutCr(text, start, text.length), next: text.length } : undefined;
}

function withoutCr(text: string, start: number, end: number): number {
  return end > start && text[end - 1] === '\r' ? end - 1 : end;
}

function quotedAt(text: string, at: number, quote: string, isLast: boolean): Quoted | undefined {
  let value = '';
  for (let from = at + 1; ;) {
    const close = text.indexOf(quote, from);
    // the character behind it says whether it closes
    if (close === -1 || (close + 1 === text.length && !isLast)) return undefined;
    if (text[close + 1] !== quote) return { value: value + text.slice(from, close), next: close + 1 };
    value += text.slice(from, close + 1);
    from = close + 2;
  }
}
