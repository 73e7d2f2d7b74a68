import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { CHARSETS, FILE_KINDS, formatWishType, lookAt } from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';

const IMPORTS = { tag: 'Imports', credentials: 'bearer', right: 'manage' } as const;

const text = (description: string, ...examples: string[]) => z.string().meta({ description, examples });
const amount = (description: string, example: number) => z.int().meta({ description, examples: [example] });

const look = z.object({
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
}).meta({ id: 'FileLook' });

/** Files that are to be imported. */
export const importEndpoints: readonly Endpoint[] = [
  endpoint({
    ...IMPORTS, method: 'post', path: '/api/v1/imports/look', summary: 'Look at a file before it is imported',
    description: 'Nothing is stored. The format is detected from the first 64 kB; the query corrects it. Records that are '
      + 'bad are told with their line and do not stop the others.',
    query: formatWishType, file: 'CSV, TXT, XML or columns of a fixed length, plain or in gzip',
    answers: { 200: { description: 'What the file is', schema: look } },
    act: async ({ scope, query, file }) => ({ body: await lookAt(scope, inPieces(file), query) }),
  }),
];

const PIECE = 64 * 1024;

/** Other calls have their turn between pieces. */
async function* inPieces(file: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += PIECE) {
    yield file.subarray(at, at + PIECE);
    await setImmediate();
  }
}
