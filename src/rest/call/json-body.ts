import type { Request } from 'express';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { charsetOf, decode, decodeMarked } from '../../server/index.ts';

type ShapeLimits = Pick<Config, 'MAX_DEPTH' | 'JSON_MEMBERS'>;

/**
 * The JSON of a body, in UTF-8 unless a byte order mark or the charset of its type says otherwise: some clients name
 * ISO-8859-1 without being asked. What PostgreSQL or XML could not hold anyway (U+0000, lone surrogates) is refused
 * here. Of a member given twice the last counts.
 * @param parse JSON.parse, or one that keeps numbers exact
 * @returns undefined when there is no body
 * @throws {TolkError} CHARSET_UNKNOWN, CHARSET_BROKEN, JSON_MALFORMED, JSON_TOO_DEEP, JSON_TOO_WIDE
 */
export function jsonOf(
  { body, headers }: Pick<Request, 'body' | 'headers'>, limits: ShapeLimits,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const text = decodeMarked(body) ?? decode(body, charsetOf(headers['content-type']) ?? 'utf-8');
  if (text.trim() === '') return undefined;
  checkShape(text, limits);
  const value = parsed(text, parse);
  // An escape is the only way by which these can come through a decoder that is strict.
  if (/\\u(0000|[dD][89a-fA-F])/.test(text)) refuseUnstorable(value);
  return value;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    // The parser's own words, without the piece of the body that they end in.
    const why = (error as Error).message.replace(/(?:^|,? )(?:\.\.\.)?"[^]*$/, '').trim();
    throw failure('JSON_MALFORMED', { why: why === '' ? 'there is a word that it does not know' : why });
  }
}

/**
 * Refuses what is deep, which takes memory per level, and objects that are wide: the parser takes seconds for a body
 * that is one object, in which nobody else is served. Counted before parsing.
 */
function checkShape(text: string, { MAX_DEPTH, JSON_MEMBERS }: ShapeLimits): void {
  /** By depth, of what is open there. */
  const members: number[] = [];
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isText) {
      if (char === 0x5c) at++;
      else if (char === 0x22) isText = false;
    } else if (char === 0x22) isText = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH) throw failure('JSON_TOO_DEEP', { depth: String(MAX_DEPTH) });
      members[depth] = 0;
    } else if (char === 0x7d || char === 0x5d) depth--;
    else if (char === 0x3a) {
      const count = (members[depth] ?? 0) + 1;
      if (count > JSON_MEMBERS) throw failure('JSON_TOO_WIDE', { most: String(JSON_MEMBERS) });
      members[depth] = count;
    }
  }
}

function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) {
      throw failure('JSON_MALFORMED', { why: 'a text has U+0000 or a lone surrogate, which cannot be stored' });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseUnstorable(name);
      refuseUnstorable(member);
    }
  }
}
