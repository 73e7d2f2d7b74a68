import { failure } from '../errors.ts';
import { literal } from './literal.ts';

/** One column of the file. */
export interface Cell {
  readonly title: string;
  /** SQL of its text; never null. */
  readonly sql: string;
  /** Whether people decide what is in it, so that it may look like a formula. */
  readonly isFree: boolean;
}

/** How parts of a date or time stand in to_char, and from where in `YYYY-MM-DD HH:MM:SS`. */
const PARTS: Readonly<Record<string, { readonly form: string; readonly at: number; readonly length: number }>> = {
  Y: { form: 'YYYY', at: 1, length: 4 }, m: { form: 'MM', at: 6, length: 2 }, d: { form: 'DD', at: 9, length: 2 },
  H: { form: 'HH24', at: 12, length: 2 }, i: { form: 'MI', at: 15, length: 2 }, s: { form: 'SS', at: 18, length: 2 },
};
const MOST_FORMAT = 100;

/** A text between date variables, or the letter of one. */
type Piece = { readonly text: string } | { readonly part: string };

/** @param place of the column, for the error @throws {TolkError} FIELD_VALUE */
function piecesOf(format: string, place: string): Piece[] {
  const refuse = (why: string) => failure('FIELD_VALUE', { field: `${place}.format`, why, value: format });
  if (format.length > MOST_FORMAT) throw refuse(`has more than ${MOST_FORMAT} characters`);
  return format.split(/(\{[^{}]*\})/).filter((text) => text !== '').map((text) => {
    const part = /^\{(.*)\}$/.exec(text)?.[1];
    if (part === undefined && !/[{}]/.test(text)) return { text };
    if (part !== undefined && Object.hasOwn(PARTS, part)) return { part };
    throw refuse('may have the date variables {Y} {m} {d} {H} {i} {s}');
  });
}

/**
 * SQL of a stored date or time in a format.
 * @param value SQL of a date or timestamp
 * @param usual format of to_char where none was asked for
 */
export function formatted(value: string, usual: string, format: string | undefined, place: string): string {
  if (format === undefined) return `to_char(${value}, '${usual}')`;
  const form = piecesOf(format, place)
    .map((piece) => ('part' in piece ? PARTS[piece.part]?.form : `"${piece.text.replaceAll(/["\\]/g, '\\$&')}"`));
  return `to_char(${value}, ${literal(form.join(''))})`;
}

/** Where the texts of a type lie in `YYYY-MM-DD HH:MM:SS`. */
const TEXT_FORMS = {
  date: { like: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', shift: 0, parts: 'Ymd' },
  datetime: { like: '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?$', shift: 0, parts: 'YmdHis' },
  time: { like: '^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$', shift: 11, parts: 'His' },
} as const;

/**
 * SQL of a text that holds a date or time in a format; a text that is none stays as it is.
 * @param value SQL of the text
 * @throws {TolkError} FIELD_VALUE
 */
export function formattedText(value: string, type: string, format: string | undefined, place: string): string {
  if (format === undefined) return value;
  if (type !== 'date' && type !== 'datetime' && type !== 'time') throw noFormat(format, place);
  const { like, shift, parts } = TEXT_FORMS[type];
  const pieces = piecesOf(format, place).map((piece) => {
    if ('text' in piece) return literal(piece.text);
    const part = PARTS[piece.part];
    if (part === undefined || !parts.includes(piece.part)) {
      throw failure('FIELD_VALUE', { field: `${place}.format`, why: `has {${piece.part}}, which a ${type} has not`, value: format });
    }
    return `rpad(substr(${value}, ${part.at - shift}, ${part.length}), ${part.length}, '0')`;
  });
  return `case when ${value} ~ '${like}' then ${pieces.join(' || ') || `''`} else ${value} end`;
}

export function noFormat(format: string, place: string) {
  return failure('FIELD_VALUE', { field: `${place}.format`, why: 'is for dates and times only', value: format });
}

/** As numbers, which compare faster than texts: this is asked of every cell. */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r'].map((mark) => mark.charCodeAt(0)).join(', ');

/** An apostrophe before what a spreadsheet would take for a formula. Numbers are none. */
export function guarded(sql: string): string {
  return `case when ascii(${sql}) in (${FORMULA_STARTS}) and ${sql} !~ '^[+-]?[0-9]+([.,][0-9]+)?$'
    then '''' || ${sql} else ${sql} end`;
}
