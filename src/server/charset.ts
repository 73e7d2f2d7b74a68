import { isUtf8 } from 'node:buffer';
import { failure } from '../errors.ts';

/** From bytes to text; undefined when the bytes are not of that character set. */
type Decode = (bytes: Buffer) => string | undefined;

const utf8: Decode = (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined);
const utf16le = decoderOf('utf-16le');
const utf16be = decoderOf('utf-16be');
/**
 * RFC 2781: without a mark the higher byte comes first, if the first character does not show otherwise: XML and JSON
 * begin with one of ASCII.
 */
const utf16: Decode = (bytes) => (bytes[0] !== 0 && bytes[1] === 0 ? utf16le : utf16be)(bytes);

/** Names that clients use, in lower case. ASCII is a part of UTF-8. */
const CHARSETS: ReadonlyMap<string, Decode> = new Map([
  ['utf-8', utf8], ['utf8', utf8], ['us-ascii', utf8], ['ascii', utf8],
  ['utf-16', utf16], ['utf-16le', utf16le], ['utf-16be', utf16be],
  ['iso-8859-1', latin1], ['latin1', latin1], ['iso-8859-15', decoderOf('iso-8859-15')],
  ['windows-1252', decoderOf('windows-1252')], ['cp1252', decoderOf('windows-1252')],
]);

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** @returns the charset parameter of a Content-Type, in lower case */
export function charsetOf(contentType: string | undefined): string | undefined {
  return CHARSET.exec(contentType ?? '')?.[1]?.toLowerCase();
}

/**
 * Text that says by a byte order mark how it is written, without the mark.
 * @returns undefined when there is no mark
 * @throws CHARSET_BROKEN
 */
export function decodeMarked(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decode(bytes.subarray(3), 'utf-8');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes.subarray(2), 'utf-16be');
  return undefined;
}

/**
 * Turns bytes of a character set into text.
 * @param charset its name in lower case
 * @throws CHARSET_UNKNOWN, CHARSET_BROKEN
 */
export function decode(bytes: Buffer, charset: string): string {
  const read = CHARSETS.get(charset);
  if (read === undefined) throw failure('CHARSET_UNKNOWN', { charset });
  const text = read(bytes);
  if (text === undefined) throw failure('CHARSET_BROKEN', { charset });
  return text;
}

function decoderOf(label: string): Decode {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/** TextDecoder would take windows-1252 for it. */
function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}
