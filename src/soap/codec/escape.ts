/**
 * Anything but printable ASCII without & < >, tab and line feed. Nearly no value has it, so one test spares
 * the rest.
 */
const SPECIAL = /[^ -%'-;=?-~\t\n]/;
/** What XML 1.0 cannot hold, not even escaped (production 2). */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const ESCAPED = /[&<>\r]/g;
const BEYOND_ASCII = /[^\0-\x7f]/;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/**
 * A value as it stands in an answer: escaped, and as a byte string (each UTF-8 byte one char), so that a
 * whole answer can be written as Latin-1. A carriage return is escaped because parsers make a line feed of a
 * bare one. What XML forbids, lone surrogates included, becomes U+FFFD: it is refused on the way in, but an
 * answer must stay XML whatever the store holds.
 */
export function escapeText(value: string): string {
  return SPECIAL.test(value) ? escaped(value) : value;
}

function escaped(value: string): string {
  const text = value.toWellFormed().replace(FORBIDDEN, '\ufffd').replace(ESCAPED, (char) => ESCAPES[char] ?? char);
  return BEYOND_ASCII.test(text) ? byteString(text) : text;
}

/** The UTF-8 bytes of a text, each as one char. */
export function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
