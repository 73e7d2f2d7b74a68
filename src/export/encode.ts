import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import iconv from 'iconv-lite';
import type { Dialect } from './definition.ts';

type Bytes = AsyncIterable<Buffer>;

const LF = 0x0a;
const CRLF = Buffer.from('\r\n');
const BOM = '\ufeff';

/**
 * Ends lines with CRLF. Line breaks inside of quotes are a part of the text, and stay.
 * @param quote of the dialect; two of them inside of quotes are one in the text, and change nothing here
 */
export async function* withCrlf(source: Bytes, quote: string): AsyncGenerator<Buffer> {
  const mark = quote.charCodeAt(0);
  let isInside = false;
  for await (const chunk of source) {
    const pieces: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === mark) isInside = !isInside;
      else if (byte === LF && !isInside) {
        pieces.push(chunk.subarray(start, at), CRLF);
        start = at + 1;
      }
    }
    pieces.push(chunk.subarray(start));
    yield Buffer.concat(pieces);
  }
}

/** What Windows-1252 has no character for: all but ASCII, the upper half of Latin-1 and these. */
const BEYOND = /[^\0-\x7f\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu;

/**
 * From UTF-8 to Windows-1252. What that cannot hold becomes a question mark.
 * @param onReplaced told how many characters were replaced
 */
export async function* asWindows1252(source: Bytes, onReplaced: (count: number) => void): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  const encoded = (text: string) => {
    let replaced = 0;
    const holdable = text.normalize('NFC').replaceAll(BEYOND, () => {
      replaced++;
      return '?';
    });
    if (replaced > 0) onReplaced(replaced);
    return iconv.encode(holdable, 'windows-1252');
  };
  for await (const chunk of source) {
    // To the end of a line: an accent and its letter must not be parted.
    const text = rest + decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) yield encoded(text.slice(0, end));
  }
  rest += decoder.decode();
  if (rest !== '') yield encoded(rest);
}

/** Compresses; an error of the source is thrown by the result. */
export function gzipped(source: Bytes): Bytes {
  return pipeline(Readable.from(source), createGzip(), () => undefined) as AsyncIterable<Buffer>;
}

/** The first line, as PostgreSQL would write it, behind the mark of the character set. */
export function headOf(titles: readonly string[], { header, charset, ...dialect }: Dialect): Buffer {
  const line = header ? `${titles.map((title) => titleCell(title, dialect)).join(dialect.delimiter)}\n` : '';
  return Buffer.from((charset === 'utf-8-bom' ? BOM : '') + line);
}

/** Titles may come from names that others chose. */
function titleCell(
  title: string, { delimiter, quote, quoting, guard }: Pick<Dialect, 'delimiter' | 'quote' | 'quoting' | 'guard'>,
): string {
  const text = guard && /^[=+\-@\t\r]/.test(title) ? `'${title}` : title;
  const isPlain = quoting === 'needed' && ![delimiter, quote, '\n', '\r'].some((mark) => text.includes(mark));
  return isPlain ? text : quote + text.replaceAll(quote, quote + quote) + quote;
}
