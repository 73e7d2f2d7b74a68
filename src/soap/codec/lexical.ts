/**
 * Lexical forms of XML Schema part 2 for the types of the contract. White space around a value is allowed
 * (whiteSpace=collapse). Each reader gives undefined for a form that is wrong; blank text is for the caller,
 * who takes it as not given.
 */

const CANONICAL = /^(?:0|[1-9][0-9]{0,17})$/;
const WHOLE = /^[ \t\n\r]*([+-]?)0*([0-9]{1,19})[ \t\n\r]*$/;
const DECIMAL = /^[ \t\n\r]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t\n\r]*$/;
const BLANK = /^[ \t\n\r]*$/;

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

const TRUTH: ReadonlyMap<string, boolean> = new Map([['true', true], ['1', true], ['false', false], ['0', false]]);

/** xsd:long, and xsd:integer as far as 64 bits go: canonical digit text. The store holds no larger number. */
export function readWhole(text: string): string | undefined {
  if (CANONICAL.test(text)) return text;
  const [, sign = '', digits = ''] = WHOLE.exec(text) ?? [];
  if (digits === '') return undefined;
  const value = BigInt(sign === '-' ? `-${digits}` : digits);
  return value >= LEAST && value <= MOST ? String(value) : undefined;
}

/** xsd:double, but no INF and NaN: no amount of the contract can be one. */
export function readDouble(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** xsd:boolean; undefined for what is none. */
export function readBoolean(text: string): boolean | undefined {
  return TRUTH.get(text) ?? TRUTH.get(text.trim());
}

export function isBlankText(text: string): boolean {
  return BLANK.test(text);
}

/** xsd:double as XML Schema writes it. */
export function writeDouble(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF';
}
