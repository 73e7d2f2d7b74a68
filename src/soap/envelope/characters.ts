/** Which characters XML 1.0 (fifth edition) and Namespaces in XML 1.0 allow where. */

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
export const BANG = 0x21;
export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;

/** What production 2 (Char) leaves out. Lone surrogates cannot come out of our decoders. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const NAME_START = 'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`^[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*$`, 'u');

/** For each ASCII code: whether it may be in a name, and whether it may begin one. */
const PART = 1;
const START = 2;
const asciiNames = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return (/[A-Za-z_]/.test(char) ? START : 0) | (/[A-Za-z0-9_.\-]/.test(char) ? PART : 0);
});

/** Position of the first character that no XML document may hold, or -1. */
export function findForbidden(text: string): number {
  return FORBIDDEN.test(text) ? text.search(FORBIDDEN) : -1;
}

/** Whether a code point may stand in XML text (production 2). */
export function isAllowed(code: number): boolean {
  if (code < SPACE) return code === TAB || code === LINE_FEED || code === CARRIAGE_RETURN;
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);
}

/** White space of XML (production 3). A carriage return is gone by the time this is asked. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN;
}

/**
 * Position after the name without colon (NCName) that begins at a position; that position itself when none
 * begins there.
 */
export function endOfName(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first < 128 && ((asciiNames[first] ?? 0) & START) === 0) return at;
  let end = at;
  let ascii = true;
  for (let code = first; ; code = text.charCodeAt(++end)) {
    if (code > 127) ascii = false;
    else if (((asciiNames[code] ?? 0) & PART) === 0) break;
  }
  return ascii || NAME.test(text.slice(at, end)) ? end : at;
}
