import { APOSTROPHE, COLON, EQUALS, GREATER, QUOTE, SLASH, endOfName, isBlank } from './characters.ts';
import { resolveReferences } from './references.ts';

export interface Attribute {
  /** What stands before the colon of its name; '' when it has none. */
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

interface RestOfTag {
  readonly attributes: readonly Attribute[];
  readonly selfClosed: boolean;
  /** Position after the `>`. */
  readonly end: number;
}

const LINE_OR_TAB = /[\t\n]/;

/**
 * Reads what follows the name in a start tag.
 * @param at position after the name
 * @param refuse is called, and must throw, with what is wrong and where
 */
export function readAttributes(text: string, at: number, refuse: (why: string, at: number) => never): RestOfTag {
  const attributes: Attribute[] = [];
  let next = at;
  for (;;) {
    const before = next;
    next = skipBlanks(text, next);
    const code = text.charCodeAt(next);
    if (code === GREATER) return { attributes, selfClosed: false, end: next + 1 };
    if (code === SLASH) {
      if (text.charCodeAt(next + 1) !== GREATER) refuse('has a tag that does not end well', next);
      return { attributes, selfClosed: true, end: next + 2 };
    }
    if (next === before) refuse('has a tag that does not end well', next);
    const first = endOfName(text, next);
    const prefixed = text.charCodeAt(first) === COLON;
    const end = prefixed ? endOfName(text, first + 1) : first;
    if (end === next || (prefixed && (first === next || end === first + 1))) {
      refuse('has an attribute without a proper name', next);
    }
    const equals = skipBlanks(text, end);
    if (text.charCodeAt(equals) !== EQUALS) refuse('has an attribute without a value', next);
    const quote = skipBlanks(text, equals + 1);
    const mark = text.charCodeAt(quote);
    const close = mark === QUOTE || mark === APOSTROPHE ? text.indexOf(text.charAt(quote), quote + 1) : -1;
    if (close === -1) refuse('has an attribute whose value is not in quotes', next);
    attributes.push({
      prefix: prefixed ? text.slice(next, first) : '',
      local: text.slice(prefixed ? first + 1 : next, end),
      value: valueOf(text.slice(quote + 1, close), quote, refuse),
    });
    next = close + 1;
  }
}

/** XML 1.0 section 3.3.3: line ends and tabs become blanks, unless they are written as references. */
function valueOf(raw: string, at: number, refuse: (why: string, at: number) => never): string {
  if (raw.includes('<')) refuse('has "<" in the value of an attribute', at);
  const value = LINE_OR_TAB.test(raw) ? raw.replaceAll('\n', ' ').replaceAll('\t', ' ') : raw;
  return value.includes('&') ? resolveReferences(value, (why) => refuse(why, at)) : value;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}
