import { failure } from '../../../errors.ts';

const MOST_FORMAT = 100;
const PARTS = ['Y', 'm', 'd', 'H', 'i', 's'] as const;
type Part = (typeof PARTS)[number];
/** A text between date variables, or the letter of one. */
type Piece = { readonly text: string } | { readonly part: Part };

const isPart = (letter: string): letter is Part => (PARTS as readonly string[]).includes(letter);

/**
 * Reads dates and times in a format, `{d}-{m}-{Y} {H}:{i}`, as `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` or `HH:MM:SS`.
 * A year has four digits, other parts have two, or one where no digit can follow. An empty cell stays empty.
 * @param column for refusals
 * @throws {TolkError} FIELD_VALUE: the format is none
 */
export function dateReader(format: string, column: string): (cell: string) => string {
  const pieces = piecesOf(format);
  const parts = pieces.flatMap((piece) => ('part' in piece ? [piece.part] : []));
  checkParts(format, parts);
  const pattern = new RegExp(`^${pieces.map((piece, place) => patternOf(piece, pieces[place + 1])).join('')}$`);
  const [hasDate, hasTime] = [parts.includes('Y'), parts.includes('H')];
  return (cell) => {
    if (cell === '') return cell;
    const found = pattern.exec(cell);
    const read = found === null ? undefined : textOf(found.groups ?? {}, hasDate, hasTime);
    if (read !== undefined) return read;
    const why = found === null ? `is not written as ${format}` : 'is no day or time that there is';
    throw failure('COLUMN_VALUE', { column, why, value: cell });
  };
}

function piecesOf(format: string): Piece[] {
  if (format.length > MOST_FORMAT) throw refused(format, `has more than ${MOST_FORMAT} characters`);
  return format.split(/(\{[^{}]*\})/).filter((text) => text !== '').map((text) => {
    const letter = /^\{(.*)\}$/.exec(text)?.[1];
    if (letter === undefined && !/[{}]/.test(text)) return { text };
    if (letter !== undefined && isPart(letter)) return { part: letter };
    throw refused(format, 'may have the date variables {Y} {m} {d} {H} {i} {s}');
  });
}

function checkParts(format: string, parts: readonly Part[]): void {
  const has = (part: Part) => parts.includes(part);
  if (new Set(parts).size < parts.length) throw refused(format, 'has a date variable twice');
  if (parts.length === 0) throw refused(format, 'has neither a date nor a time');
  if ([has('Y'), has('m'), has('d')].includes(true) && !(has('Y') && has('m') && has('d'))) {
    throw refused(format, 'has a part of a date alone: {Y}, {m} and {d} belong together');
  }
  if ((has('i') && !has('H')) || (has('s') && !has('i'))) {
    throw refused(format, 'has a part of a time alone: {i} needs {H}, and {s} needs {i}');
  }
}

function patternOf(piece: Piece, next: Piece | undefined): string {
  if ('text' in piece) return piece.text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (piece.part === 'Y') return '(?<Y>\\d{4})';
  const isOpen = next === undefined || ('text' in next && !/^\d/.test(next.text));
  return `(?<${piece.part}>\\d${isOpen ? '{1,2}' : '{2}'})`;
}

function textOf(
  { Y = '', m = '', d = '', H = '', i = '0', s = '0' }: Partial<Record<string, string>>, hasDate: boolean, hasTime: boolean,
): string | undefined {
  if (hasDate && !isDay(Number(Y), Number(m), Number(d))) return undefined;
  if (hasTime && (Number(H) > 23 || Number(i) > 59 || Number(s) > 59)) return undefined;
  const date = hasDate ? `${Y}-${two(m)}-${two(d)}` : '';
  const time = hasTime ? `${two(H)}:${two(i)}:${two(s)}` : '';
  return hasDate && hasTime ? `${date} ${time}` : date + time;
}

const two = (digits: string) => digits.padStart(2, '0');

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Of the calendar of today, from year 1 on; no Date, as this is asked of every cell. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && isLeap ? 29 : LENGTHS[month - 1];
  return year > 0 && length !== undefined && day >= 1 && day <= length;
}

function refused(format: string, why: string) {
  return failure('FIELD_VALUE', { field: 'date', why, value: format });
}
