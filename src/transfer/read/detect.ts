import { delimiterOf, firstCells, isHeader, quoteOf } from './detect-cells.ts';
import { charsetOf, isDosText, markOf } from './charset.ts';
import type { Charset, FileFormat, FileKind, FormatWish } from './format.ts';
import { unreadable } from './open-bytes.ts';
import { declaredCharset, firstRecordName } from './xml-head.ts';

/**
 * How a file is written, from its head; what is wished is not looked for.
 * @param head its first bytes
 * @param isWhole whether the head is all of it
 * @throws {TolkError} FILE_UNREADABLE for line ends of the old Macintosh and texts of MS-DOS (imports-exports.md 2)
 */
export function detectFormat(head: Buffer, isWhole: boolean, wish: FormatWish): FileFormat {
  const mark = markOf(head);
  const bytes = head.subarray(mark?.length ?? 0);
  const guessed = mark?.charset ?? charsetOf(bytes);
  const start = textOf(bytes, wish.charset ?? guessed).trimStart();
  const kind: FileKind = wish.kind ?? (wish.widths !== undefined ? 'fixed' : /^<[?!A-Za-z_]/.test(start) ? 'xml' : 'csv');
  const declared = kind === 'xml' && mark === undefined ? declaredCharset(start) : undefined;
  const charset = wish.charset ?? declared ?? guessed;
  const text = wholeLines(textOf(bytes, charset), isWhole);
  const parts = partsOf(kind, text, wish);
  if (kind !== 'xml') refuseMacintosh(text, parts.quote);
  if (kind !== 'xml' && wish.charset === undefined && charset === 'windows-1252') refuseDos(bytes);
  return { ...parts, kind, charset, lineEnd: text.includes('\r\n') ? 'crlf' : 'lf' };
}

/** One character per byte, but UTF-16 as its characters: what is looked for is ASCII. */
function textOf(bytes: Buffer, charset: Charset): string {
  return charset.startsWith('utf-16') ? new TextDecoder(charset).decode(bytes) : bytes.toString('latin1');
}

function wholeLines(text: string, isWhole: boolean): string {
  const end = text.lastIndexOf('\n');
  return isWhole || end === -1 ? text : text.slice(0, end + 1);
}

const AGAIN = 'save it again as CSV for Windows or in UTF-8';

function refuseMacintosh(text: string, quote: string): void {
  if (text.includes('\n') || !text.includes('\r')) return;
  const outside = quote === '' ? text : text.split(quote).filter((_part, place) => place % 2 === 0).join('');
  if (/\r[^]/.test(outside)) throw unreadable(`its lines end as on an old Macintosh, in CR alone: ${AGAIN}`);
}

function refuseDos(bytes: Buffer): void {
  if (isDosText(bytes)) throw unreadable(`its letters are those of MS-DOS: ${AGAIN}`);
}

type Parts = Pick<FileFormat, 'delimiter' | 'quote' | 'header' | 'widths' | 'record'>;

function partsOf(kind: FileKind, text: string, wish: FormatWish): Parts {
  const { widths = [] } = wish;
  if (kind === 'xml') {
    return { delimiter: '', quote: '', header: false, widths: [], record: wish.record ?? firstRecordName(text) };
  }
  if (kind === 'fixed') {
    if (widths.length === 0) throw unreadable('columns of a fixed length need their widths');
    return { delimiter: '', quote: '', header: wish.header ?? false, widths, record: '' };
  }
  const quote = wish.quote ?? quoteOf(text);
  const delimiter = wish.delimiter ?? delimiterOf(text, quote);
  const [first = []] = firstCells(text, delimiter, quote);
  return { delimiter, quote, header: wish.header ?? isHeader(first), widths: [], record: '' };
}
