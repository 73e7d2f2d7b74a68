import { z } from 'zod';
import { readGiven } from '../given.ts';
import { notifyType } from '../notice/index.ts';
import { OUTCOME_PARTS } from '../transfer/index.ts';

const changedOnly = z.boolean().default(false)
  .meta({ description: 'Only what was made or changed since the last finished run of this export; at its first run everything' });
const title = z.string().optional().meta({ description: 'Heading; default: the name' });
const format = z.string().optional()
  .meta({ description: 'Of a date or time: text with {Y} {m} {d} {H} {i} {s}', examples: ['{d}-{m}-{Y}'] });

/** Which customers or rows an export writes. */
const sourceType = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), changedOnly }),
  z.strictObject({
    kind: z.literal('group'),
    group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group')
      .meta({ description: 'Number of the group', examples: ['12'] }),
    subgroups: z.boolean().default(false).meta({ description: 'With the members of all groups below' }), changedOnly,
  }),
  z.strictObject({
    kind: z.literal('profile'), profile: z.string().meta({ description: 'Number or name of the profile' }), changedOnly,
  }),
  z.strictObject({
    kind: z.literal('import'),
    import: z.string().meta({ description: 'Number or name of an import of customers' }),
    which: z.enum(OUTCOME_PARTS).default('all')
      .meta({ description: 'new: those it made; updated: those it changed; all: those it found as the file has them too' }),
    run: z.string().regex(/^(?:last|[1-9]\d{0,17})$/, 'is neither last nor the number of a run').default('last')
      .meta({ description: 'Number of one of its runs, or last: the last one that is done by then', examples: ['last'] }),
    changedOnly,
  }),
  z.strictObject({ kind: z.literal('bouncers'), changedOnly }),
  z.strictObject({ kind: z.literal('campaign'), changedOnly: z.literal(false).default(false) }),
  z.strictObject({
    kind: z.literal('table'), table: z.string().meta({ description: 'Name of a table of the data model' }), changedOnly,
  }),
]).meta({
  description: 'all customers; members of a group; customers of a profile; those that an import made or met; bouncers: '
    + 'customers with bounces; campaign: those whom an object exportCustomers brings, for which alone it runs; rows of a '
    + 'table of the data model',
});

const columnType = z.union([
  z.strictObject({ field: z.string().meta({ description: 'Field of the customer' }), title, format }),
  z.strictObject({ option: z.string().meta({ description: 'Option of the customer' }), title, format }),
  z.strictObject({
    column: z.string().meta({ description: 'Column of a row, or clang_id, clang_createdat, clang_modifiedat ...' }),
    table: z.string().optional().meta({ description: 'Of the row of this table that contains the row' }), title, format,
  }),
  z.strictObject({
    campaignField: z.string().meta({ description: 'Field of the campaign that brings the customers' }), title,
  }),
  z.strictObject({ value: z.string().meta({ description: 'The same text in each line' }), title: z.string() }),
]);

const CHARSETS = ['utf-8', 'utf-8-bom', 'windows-1252'] as const;

const dialectType = z.strictObject({
  delimiter: z.enum([';', ',', '\t', '|']).default(';'),
  quote: z.enum(['"', '\'']).default('"'),
  quoting: z.enum(['needed', 'all']).default('needed').meta({ description: 'Which cells are put in quotes' }),
  header: z.boolean().default(true).meta({ description: 'Whether the first line holds the titles' }),
  charset: z.enum(CHARSETS).default('utf-8')
    .meta({ description: 'What windows-1252 cannot hold becomes a question mark, and is counted' }),
  lineEnd: z.enum(['lf', 'crlf']).default('lf').meta({ description: 'Line breaks inside of cells stay as they are' }),
  guard: z.boolean().default(true).meta({
    description: 'An apostrophe before texts that a spreadsheet would take for a formula: that begin with = + - @ tab '
      + 'or carriage return and are no number',
  }),
});

const fileType = z.strictObject({
  location: z.string().meta({ description: 'Number or name of the location' }),
  name: z.string().meta({
    description: 'Name of the file with date variables {Y} {m} {d} {H} {i} {s}; a taken one gets a suffix',
    examples: ['customers_{Y}{m}{d}_{H}{i}.csv'],
  }),
  gzip: z.boolean().default(false),
  empty: z.enum(['header', 'none']).default('header')
    .meta({ description: 'What is written when there is nothing to tell: a file with the header alone, or no file' }),
});

/** An export as people write it down. */
export const exportWishType = z.strictObject({
  name: z.string().meta({ description: 'One per brand; not digits alone', examples: ['customers'] }),
  source: sourceType,
  columns: z.array(columnType).default([]).meta({
    description: 'In this order; none: all fields and options of customers, all columns of a table with what its '
      + 'parents are known by, of bouncers the counts',
  }),
  dialect: dialectType.prefault({}),
  file: fileType,
  notify: notifyType('failure').optional().meta({ description: 'Who gets a mail when a run has ended' }),
});

export type ExportWish = z.output<typeof exportWishType>;
export type ExportSource = z.output<typeof sourceType>;
export type ExportColumn = z.output<typeof columnType>;
export type Dialect = z.output<typeof dialectType>;

/** An export with its number; times `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ExportDefinition extends ExportWish {
  readonly id: string;
  /** Number of the location that `file.location` names. */
  readonly locationId: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/**
 * Reads an export from a JSON file.
 * @throws {TolkError} FIELD_VALUE naming the member
 */
export function readExport(given: unknown): ExportWish {
  return readGiven(exportWishType, given, 'export');
}
