/**
 * Anything but printable ASCII without & < >, tab and line feed. Nearly no value has it, so one test spares
 * the rest.
 */
const SPECIAL = /[^ -%'-;=?-~\t\n]/;
/** What XML 1.0 cannot hold, not even escaped (production 2). */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const ESCAPED = /[&<>\r]/g;

/** A carriage return is escaped because parsers make a line feed of a bare one. */
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const REPLACEMENT = '\ufffd';

/**
 * For each char up to U+00FF the bytes that stand for it in an answer; undefined when it stands for itself.
 */
const LATIN1_BYTES = Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  const bytes = wideEscaped(char);
  return bytes === char ? undefined : bytes;
});

/**
 * A value as it stands in an answer: escaped, and as a byte string (each UTF-8 byte one char), so that a
 * whole answer can be written as Latin-1. What XML forbids, lone surrogates included, becomes U+FFFD: it is
 * refused on the way in, but an answer must stay XML whatever the store holds.
 */
export function escapeText(value: string): string {
  return SPECIAL.test(value) ? escaped(value) : value;
}

/** The UTF-8 bytes of a text, each as one char. */
export function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function escaped(value: string): string {
  let bytes = '';
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code > 0xff) return wideEscaped(value);
    const instead = LATIN1_BYTES[code];
    if (instead === undefined) continue;
    bytes += value.slice(from, at) + instead;
    from = at + 1;
  }
  return bytes + value.slice(from);
}

/**
 * The same for any text. A piece of it must not get into the answer: one char above U+00FF doubles the whole.
 */
function wideEscaped(value: string): string {
  const allowed = value.toWellFormed().replace(FORBIDDEN, REPLACEMENT);
  return byteString(allowed.replace(ESCAPED, (char) => ESCAPES[char] ?? char));
}
