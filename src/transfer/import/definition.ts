import { z } from 'zod';
import { readGiven } from '../../given.ts';
import { notifyType } from '../../notice/index.ts';
import { formatType } from '../read/index.ts';
import { cleanUpType } from './clean-ups/index.ts';

const cleanUps = z.array(cleanUpType).default([])
  .meta({ description: 'What is done to a cell before it is taken, in this order', examples: [['trim', 'capitalise']] });

/** How a column of the file is named. */
const header = () => z.string().min(1, 'must not be empty').meta({
  description: 'Column of the file: its name in the header (letter case and surrounding blanks count only when two would fit), '
    + 'or its number from 1 on', examples: ['E-mail', '3'],
});

const mode = z.enum(['both', 'insert', 'update']).default('both')
  .meta({ description: 'both: what is found is changed, what is not found is new; insert: only what is new; update: only what is found' });
const emptyCells = z.enum(['keep', 'clear']).default('keep')
  .meta({ description: 'Whether an empty cell keeps what is stored, or takes it away' });
const optIn = (what: string) => z.enum(['Y', 'N']).optional()
  .meta({ description: `${what} of a new customer when the file does not say it; default: the setting of the brand` });

const customersType = z.strictObject({
  kind: z.literal('customers'),
  unique: z.strictObject({
    fields: z.array(z.string()).default([]).meta({ examples: [['externalId']] }), options: z.array(z.string()).default([]),
  }).prefault({}).meta({ description: 'Fields and options that tell customers apart, of those that the file fills. None, with mode insert: '
    + 'every record is a new customer' }),
  mode, emptyCells,
  optIn: optIn('E-mail opt-in'), smsOptIn: optIn('SMS opt-in'), trackOptIn: optIn('Consent to tracking'),
  group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group').optional()
    .meta({ description: 'Number of the group that all customers of the file come into', examples: ['12'] }),
  allowPasswords: z.boolean().default(false).meta({ description: 'Whether a column may fill the password' }),
});

const parentType = z.strictObject({
  of: z.string().meta({ description: '`customer`, or a table of the data model', examples: ['customer'] }),
  by: z.string().meta({
    description: 'Of the customer id, externalId or emailAddress; of a table a unique column', examples: ['externalId'],
  }),
  column: header(), cleanUps,
});

const rowsType = z.strictObject({
  kind: z.literal('rows'),
  table: z.string().meta({ description: 'Table of the data model', examples: ['order'] }),
  parent: z.array(parentType).default([]).meta({
    description: 'What a row hangs under, from the top down; of a table of its own nothing',
  }),
  unique: z.array(z.string()).default([])
    .meta({ description: 'Columns that tell rows below one parent apart', examples: [['number']] }),
  mode, emptyCells,
});

/** What a column of the file, or a constant, fills: exactly one source and one target. */
const columnType = z.strictObject({
  column: header().optional(),
  value: z.string().optional().meta({ description: 'Instead of a column: the same text for each record' }),
  field: z.string().optional().meta({ description: 'Field of the customer that it fills', examples: ['emailAddress'] }),
  option: z.string().optional().meta({ description: 'Or option of the customer' }),
  rowColumn: z.string().optional().meta({ description: 'Or column of the table' }),
  cleanUps,
}).superRefine(({ column, value, field, option, rowColumn, cleanUps: given }, context) => {
  const refuse = (message: string) => void context.addIssue({ code: 'custom', message });
  const count = (...members: unknown[]) => members.filter((member) => member !== undefined).length;
  if (count(column, value) !== 1) refuse('must have either column or value');
  if (count(field, option, rowColumn) !== 1) refuse('must have one of field, option and rowColumn');
  if (value !== undefined && given.length > 0) refuse('has clean-ups for a constant value');
});

const folder = (description: string, ...examples: string[]) => z.string().optional().meta({ description, examples });

const fileType = z.strictObject({
  location: z.string().meta({ description: 'Number or name of the location', examples: ['CRM'] }),
  name: z.string().meta({
    description: 'Which files are picked, oldest first: date variables {Y} {m} {d} {H} {i} {s}, and * and ? in the name of the file',
    examples: ['in/customers_{Y}{m}{d}*.csv'],
  }),
  archive: folder('Folder that a file is moved to when it is imported; none: it stays where it is', 'in/done'),
  failed: folder('Folder that a file is moved to when it cannot be imported; none: it stays', 'in/failed'),
  errors: folder('Folder for the files with the bad records; default: beside the file', 'in/errors'),
  missing: z.enum(['fail', 'ignore']).default('fail').meta({ description: 'What a run does when there is no file' }),
});

/** An import as people write it down. */
export const importWishType = z.strictObject({
  name: z.string().meta({ description: 'One per brand; not digits alone', examples: ['customers of the CRM'] }),
  target: z.discriminatedUnion('kind', [customersType, rowsType]),
  columns: z.array(columnType).default([]).meta({
    description: 'What fills what; a column may fill several targets, a target is filled once. None: columns are matched by '
      + 'their names, as a look at the file shows it',
  }),
  format: formatType.prefault({}).meta({ description: 'How files are written; what is not given is detected in each' }),
  file: fileType,
  notify: notifyType('always').optional().meta({ description: 'Who gets a mail when a run has ended' }),
});

export type ImportWish = z.output<typeof importWishType>;
export type CustomersTarget = z.output<typeof customersType>;
export type RowsTarget = z.output<typeof rowsType>;
export type ImportColumn = z.output<typeof columnType>;
export type ImportFile = z.output<typeof fileType>;

/** An import with its number; times `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ImportDefinition extends ImportWish {
  readonly id: string;
  /** Number of the location that `file.location` names. */
  readonly locationId: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/**
 * Reads an import from a JSON file.
 * @throws {TolkError} FIELD_VALUE naming the member
 */
export function readImport(given: unknown): ImportWish {
  return readGiven(importWishType, given, 'import');
}
