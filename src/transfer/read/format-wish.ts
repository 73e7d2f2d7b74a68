import { z } from 'zod';
import { failure } from '../../errors.ts';
import { CHARSETS, FILE_KINDS, type FormatWish } from './format.ts';

const DELIMITER = /^[\x01-\x09\x0b\x0c\x0e-\x7f]$/; // one of ASCII but NUL, LF and CR
const tabByName = () => z.string().transform((text) => (text === 'tab' ? '\t' : text));

const kind = z.enum(FILE_KINDS).optional().meta({ description: 'Columns by delimiter, by widths, or elements of XML' });
const charset = z.enum(CHARSETS).optional();
const quote = z.string().regex(/^[!-~]?$/, 'is not one character of ASCII, or nothing').optional()
  .meta({ description: 'Around cells; empty: none', examples: ['"'] });
const WIDTHS = 'Characters of each column of a fixed length';
const HEADER = 'Whether the first record names the columns';
const record = z.string().min(1).max(200).optional()
  .meta({ description: 'Name of the XML element that is a record; its child elements are the columns', examples: ['customer'] });

const isApart = ({ delimiter, quote: mark }: { delimiter?: string | undefined; quote?: string | undefined }) =>
  delimiter === undefined || delimiter !== mark;
const NOT_APART = { path: ['quote'], message: 'is the delimiter too' };

/** What is known of the format of a file, as JSON. */
export const formatType = z.strictObject({
  kind, charset,
  delimiter: z.string().regex(DELIMITER, 'is not one character of ASCII').optional()
    .meta({ description: 'One character of ASCII', examples: [';'] }),
  quote,
  header: z.boolean().optional().meta({ description: HEADER }),
  widths: z.array(z.int().min(1).max(99_999)).min(1).optional().meta({ description: WIDTHS, examples: [[4, 8, 6]] }),
  record,
}).refine(isApart, NOT_APART);

/** The same as texts from an address or a command line. */
export const formatWishType = z.strictObject({
  kind, charset,
  delimiter: z.union([z.literal('tab'), z.string().regex(DELIMITER)], { error: 'is not one character of ASCII, or `tab`' })
    .pipe(tabByName()).optional().meta({ description: 'One character of ASCII, or `tab`', examples: [';'] }),
  quote,
  header: z.enum(['true', 'false']).transform((text) => text === 'true').optional().meta({ description: HEADER }),
  widths: z.string().regex(/^[1-9]\d{0,4}(,[1-9]\d{0,4})*$/, 'is not a list like 4,8,6')
    .transform((text) => text.split(',').map(Number)).optional().meta({ description: WIDTHS, examples: ['4,8,6'] }),
  record,
}).refine(isApart, NOT_APART);

/** @throws {TolkError} FIELD_VALUE naming the first member that is not acceptable */
export function readFormatWish(given: unknown): FormatWish {
  const read = formatWishType.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = String(issue?.path[0] ?? 'format');
  const value = String((given as Readonly<Record<string, unknown>>)[field] ?? '');
  throw failure('FIELD_VALUE', { field, why: issue?.message ?? 'is not acceptable', value });
}
