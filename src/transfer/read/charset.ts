import { isUtf8 } from 'node:buffer';
import type { Charset } from './format.ts';

/** Marks by which a file tells its character set, and the bytes of each. */
const MARKS: readonly (readonly [Charset, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]], ['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]],
];

/** What Windows-1252 gives no character to, as it is decoded. */
const NOT_1252 = /[\u0081\u008d\u008f\u0090\u009d]/;
const NOT_ASCII = /[\x80-\xff]/;

const windows1252 = new TextDecoder('windows-1252');

/** @returns the set that a byte order mark tells, and the bytes of the mark */
export function markOf(head: Buffer): { readonly charset: Charset; readonly length: number } | undefined {
  const found = MARKS.find(([, bytes]) => bytes.every((byte, place) => head[place] === byte));
  return found && { charset: found[0], length: found[1].length };
}

/**
 * The character set of a file without a mark. UTF-16 has a zero in every other byte of western text. Of lines that are
 * not ASCII most must be UTF-8 for it to be that: a few lines pasted in from elsewhere are bad, and not the file.
 */
export function charsetOf(head: Buffer): Charset {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 8 && even < odd / 8) return 'utf-16le';
  if (even > head.length / 8 && odd < even / 8) return 'utf-16be';
  let balance = 0;
  const end = head.lastIndexOf(0x0a);
  // the last line may be cut in the middle of a character
  for (const line of head.toString('latin1', 0, end === -1 ? head.length : end).split('\n')) {
    if (NOT_ASCII.test(line)) balance += isUtf8(Buffer.from(line, 'latin1')) ? 1 : -1;
  }
  return balance < 0 ? 'windows-1252' : 'utf-8';
}

/** Letters of the DOS sets 437 and 850 (é ä ö ü ë ê ç ï è) between letters, where Windows-1252 has signs. */
const DOS_LETTERS = /(?<=[a-z])[\x81\x82\x84\x87-\x8b\x94](?=[a-z])/gi;

/** Whether a text that is not UTF-8 is one of MS-DOS rather than of Windows. */
export function isDosText(head: Buffer): boolean {
  const text = head.toString('latin1');
  return (text.match(DOS_LETTERS)?.length ?? 0) > (text.match(/[\xc0-\xff]/g)?.length ?? 0);
}

/**
 * Text of bytes that are held as latin1, one character each.
 * @returns undefined when they are not of that character set (UTF-16 was made UTF-8 before)
 */
export function decoded(bytes: string, charset: Charset): string | undefined {
  if (!NOT_ASCII.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  if (charset !== 'windows-1252') return isUtf8(buffer) ? buffer.toString() : undefined;
  const text = windows1252.decode(buffer);
  return NOT_1252.test(text) ? undefined : text;
}

/** Text to be shown, whatever the bytes are: those that are no UTF-8 are most often of Windows. */
export function shownText(bytes: string, charset: Charset): string {
  return decoded(bytes, charset) ?? windows1252.decode(Buffer.from(bytes, 'latin1'));
}

/** UTF-16 as UTF-8, what is broken as U+FFFD; other sets as they are. The mark of the set is taken off. */
export async function* unmarked(source: AsyncIterable<Buffer>, charset: Charset): AsyncGenerator<Buffer> {
  const decoder = charset.startsWith('utf-16') ? new TextDecoder(charset, { ignoreBOM: true }) : undefined;
  let isFirst = true;
  for await (const piece of source) {
    const rest = isFirst ? piece.subarray(markOf(piece)?.length ?? 0) : piece;
    isFirst = false;
    yield decoder === undefined ? rest : Buffer.from(decoder.decode(rest, { stream: true }));
  }
  const last = decoder?.decode() ?? '';
  if (last !== '') yield Buffer.from(last);
}
