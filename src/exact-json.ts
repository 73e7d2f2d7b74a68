/**
 * JSON whose numbers keep their text: what a JavaScript number cannot hold exactly comes as a raw number
 * (ECMA-262, JSON.rawJSON), which JSON.stringify writes as it came. Integers beyond 2^53 and long decimals
 * pass through unharmed.
 */

/** A number as its text; `JSON.stringify` writes it verbatim. */
export interface RawNumber {
  readonly rawJSON: string;
}

export type Json = string | number | boolean | null | RawNumber | readonly Json[] | { readonly [name: string]: Json };

type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown;

interface JsonOfEs2026 {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(text: string, reviver: Reviver): unknown;
}
/** TypeScript's library does not know these members yet. */
const exact = JSON as unknown as JsonOfEs2026;

/** Only a text with so many digits in a row, or an exponent, can hold a number that a double cannot. */
const SUSPICIOUS = /[\d.]{16}|\d[eE]/;

/**
 * Parses JSON (RFC 8259) exactly. Members named `__proto__` are members like others.
 * @throws {SyntaxError} when it is not JSON
 */
export function parseExact(text: string): unknown {
  if (!SUSPICIOUS.test(text)) return JSON.parse(text);
  return exact.parse(text, (_name, value, { source }) =>
    (typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value));
}

export const isRawNumber: (value: unknown) => value is RawNumber = exact.isRawJSON;

/** @param text a number in JSON's form @throws {SyntaxError} on another text */
export const rawNumber: (text: string) => RawNumber = exact.rawJSON;
