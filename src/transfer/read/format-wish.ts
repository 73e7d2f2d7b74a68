import { z } from 'zod';
import { failure } from '../../errors.ts';
import { CHARSETS, FILE_KINDS, type FormatWish } from './format.ts';

const DELIMITER = /^([\x01-\x09\x0b\x0c\x0e-\x7f]|tab)$/; // one of ASCII but NUL, LF and CR
const character = () => z.string().transform((text) => (text === 'tab' ? '\t' : text));

/** What is known of the format of a file, as texts from an address or a command line. */
export const formatWishType = z.strictObject({
  kind: z.enum(FILE_KINDS).optional().meta({ description: 'Columns by delimiter, by widths, or elements of XML' }),
  charset: z.enum(CHARSETS).optional(),
  delimiter: z.string().regex(DELIMITER, 'is not one character of ASCII, or `tab`').pipe(character()).optional()
    .meta({ description: 'One character of ASCII, or `tab`', examples: [';'] }),
  quote: z.string().regex(/^[!-~]?$/, 'is not one character of ASCII, or nothing').optional()
    .meta({ description: 'Around cells; empty: none', examples: ['"'] }),
  header: z.enum(['true', 'false']).transform((text) => text === 'true').optional()
    .meta({ description: 'Whether the first record names the columns' }),
  widths: z.string().regex(/^[1-9]\d{0,4}(,[1-9]\d{0,4})*$/, 'is not a list like 4,8,6')
    .transform((text) => text.split(',').map(Number)).optional()
    .meta({ description: 'Characters of each column of a fixed length', examples: ['4,8,6'] }),
  record: z.string().min(1).max(200).optional()
    .meta({ description: 'Name of the XML element that is a record; its child elements are the columns', examples: ['customer'] }),
}).refine(({ delimiter, quote }) => delimiter === undefined || delimiter !== quote, {
  path: ['quote'], message: 'is the delimiter too',
});

/** @throws {TolkError} FIELD_VALUE naming the first member that is not acceptable */
export function readFormatWish(given: unknown): FormatWish {
  const read = formatWishType.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = String(issue?.path[0] ?? 'format');
  const value = String((given as Readonly<Record<string, unknown>>)[field] ?? '');
  throw failure('FIELD_VALUE', { field, why: issue?.message ?? 'is not acceptable', value });
}
