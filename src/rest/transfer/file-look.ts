import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { CHARSETS, FILE_KINDS } from '../../transfer/index.ts';

const text = (description: string, ...examples: string[]) => z.string().meta({ description, examples });
const amount = (description: string, example: number) => z.int().meta({ description, examples: [example] });

const members = {
  format: z.object({
    kind: z.enum(FILE_KINDS), charset: z.enum(CHARSETS),
    delimiter: text('Between cells; empty where there is none', ';'), quote: text('Around cells; empty where there is none', '"'),
    header: z.boolean().meta({ description: 'Whether the first record names the columns' }),
    lineEnd: z.enum(['lf', 'crlf']),
    widths: z.array(z.int()).meta({ description: 'Of columns of a fixed length' }),
    record: text('Name of the XML element that is a record', 'customer'),
  }),
  columns: z.array(z.object({
    name: text('As the header has it; without one 1, 2 and so on', 'E-mail'),
    field: text('Customer field that the name is likely to mean', 'emailAddress').nullable(),
    option: text('Customer option that it is likely to mean', 'Loyalty card').nullable(),
  })),
  first: z.array(z.array(z.string())).meta({ description: 'The first 20 good records; a cell is cut after 200 characters' }),
  bad: z.array(z.object({
    line: amount('Where it begins', 17), raw: text('As it stands in the file; a very long one is cut', 'Jan;Delft;x'),
    why: text('Why it cannot be taken', 'has 3 cells instead of 2'),
  })).meta({ description: 'The first 20 bad ones' }),
  counts: z.object({
    read: amount('Records looked at', 1000), good: amount('Of these, good', 998), bad: amount('Of these, bad', 2),
  }),
  isWhole: z.boolean().meta({ description: 'Whether the records looked at are all there are' }),
  remarks: z.array(z.string()).meta({ description: 'What to know about the columns', examples: [['column 3 has no name']] }),
};

/** What a file is. */
export const fileLook = z.object(members).meta({ id: 'FileLook' });

/** The same, and what an import makes of it. */
export const importLook = z.object({
  ...members,
  targets: z.array(z.string()).meta({
    description: 'What is filled: a field, `option` and its name; of rows `parent`, its table and column; a column',
    examples: [['emailAddress', 'option Loyalty card']],
  }),
  mapped: z.array(z.object({
    line: amount('Where it begins', 2),
    values: z.array(z.string()).nullable().meta({ description: 'One per target; null: the record is bad', examples: [['a@example.com', '7']] }),
    why: text('Why it is bad', 'Column birthday: is not written as {d}-{m}-{Y} (1990)').nullable(),
  })).meta({ description: 'The first 20 good records as the import takes them' }),
}).meta({ id: 'ImportLook' });

const PIECE = 64 * 1024;

/** A body in pieces, between which other calls have their turn. */
export async function* inPieces(file: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += PIECE) {
    yield file.subarray(at, at + PIECE);
    await setImmediate();
  }
}
