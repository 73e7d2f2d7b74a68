import { z } from 'zod';
import { capitalised } from './capitalise.ts';
import { dateReader } from './read-date.ts';
import { valueMap } from './value-map.ts';

const OTHERWISE = ['keep', 'empty', 'bad'] as const;

export const cleanUpType = z.union([
  z.enum(['trim', 'upper', 'lower', 'capitalise']),
  z.strictObject({
    date: z.string().meta({ description: 'How dates are written: text with {Y} {m} {d} {H} {i} {s}', examples: ['{d}-{m}-{Y}'] }),
  }),
  z.strictObject({
    map: z.record(z.string(), z.string()).meta({ description: 'Text of the cell -> value', examples: [{ M: 'MAN', V: 'WOMAN' }] }),
    otherwise: z.enum(OTHERWISE).default('keep')
      .meta({ description: 'What becomes of other texts: they stay, are empty, or make the record bad' }),
  }),
], { error: 'is none of trim, upper, lower, capitalise, {"date": "{d}-{m}-{Y}"} and {"map": {"from": "to"}, "otherwise": "keep"}' })
  .meta({
    description: 'trim: without blanks around; upper, lower: letter case; capitalise: the first letter of each word is a '
      + 'capital, the rest lower case; date: as YYYY-MM-DD [HH:MM:SS]; map: other values for values',
  });

export type CleanUp = z.output<typeof cleanUpType>;

/** One cell after the other. @throws {TolkError} COLUMN_VALUE for a cell that it cannot take */
export type Clean = (cell: string) => string;

const BY_NAME = {
  trim: (cell) => cell.trim(),
  upper: (cell) => cell.toUpperCase(),
  lower: (cell) => cell.toLowerCase(),
  capitalise: capitalised,
} satisfies Readonly<Record<Extract<CleanUp, string>, Clean>>;

/**
 * All clean-ups of a column as one.
 * @param column its name, for refusals
 * @returns undefined where there are none
 * @throws {TolkError} FIELD_VALUE: a format of dates that cannot be read
 */
export function cleaned(cleanUps: readonly CleanUp[], column: string): Clean | undefined {
  const [first, ...rest] = cleanUps.map((one) => cleanOf(one, column));
  if (first === undefined) return undefined;
  return rest.reduce((before, next) => (cell) => next(before(cell)), first);
}

function cleanOf(one: CleanUp, column: string): Clean {
  if (typeof one === 'string') return BY_NAME[one];
  return 'date' in one ? dateReader(one.date, column) : valueMap(one.map, one.otherwise, column);
}
