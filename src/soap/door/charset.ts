import { failure } from '../../errors.ts';
import { decode, decodeMarked } from '../../server/index.ts';

const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.\-]*)["']/;
/** The declaration of an XML document stands within so many bytes. */
const HEAD = 200;

/**
 * Turns a body into text, without byte order mark. What says how it is written, the strongest first (RFC 7303
 * section 3): a byte order mark, the charset of the Content-Type, the look of the first two bytes (UTF-16),
 * the XML declaration; else UTF-8.
 * @param charset of the Content-Type, in lower case
 * @throws CHARSET_UNKNOWN, CHARSET_BROKEN
 */
export function decodeBody(bytes: Buffer, charset: string | undefined): string {
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  if (charset !== undefined) return decode(bytes, charset);
  if (bytes[0] === 0 || bytes[1] === 0) return decode(bytes, 'utf-16');
  const declared = DECLARED.exec(bytes.toString('latin1', 0, HEAD))?.[1]?.toLowerCase() ?? 'utf-8';
  // It could not be read if it were true.
  if (declared.startsWith('utf-16')) throw failure('CHARSET_BROKEN', { charset: declared });
  return decode(bytes, declared);
}
