/** What canonicalNumber says of a number with too many digits. */
export const TOO_LONG = 'long';

/** A text may have as many zeros again that say nothing, and an exponent. */
const TEXT_PER_DIGIT = 2;
const EXPONENT_LENGTH = 20;

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;

/**
 * The one way to write a number: digits, no exponent, no `+`, no zeros before or behind that say nothing. So equal
 * numbers are equal texts, and none loses a digit.
 * @param text as in JSON, or as people write it: `+7`, `.5`, `1e3`
 * @param most digits that are kept
 * @returns undefined: it is no number; 'long': it has more digits
 */
export function canonicalNumber(text: string, most: number): string | undefined {
  if (text.length > TEXT_PER_DIGIT * most + EXPONENT_LENGTH) return FORM.test(text) ? TOO_LONG : undefined;
  const [match, sign = '', whole = '', fraction = '', exponent = '0'] = FORM.exec(text) ?? [];
  if (match === undefined || whole + fraction === '') return undefined;
  const digits = whole + fraction;
  const first = digits.search(/[1-9]/);
  if (first === -1) return '0';
  const significant = digits.slice(first).replace(/0+$/, '');
  /** How many digits stand before the point; below zero: how many zeros stand behind it. */
  const point = whole.length + Number(exponent) - first;
  if (Math.max(point, 1) + Math.max(significant.length - point, 0) > most) return TOO_LONG;
  const before = point > 0 ? significant.slice(0, point).padEnd(point, '0') : '0';
  const behind = point > 0 ? significant.slice(point) : '0'.repeat(-point) + significant;
  return `${sign === '-' ? '-' : ''}${before}${behind === '' ? '' : `.${behind}`}`;
}
