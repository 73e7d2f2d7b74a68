import { z } from 'zod';
import { badRecords } from '../../transfer/index.ts';
import { endpoint } from '../call/index.ts';
import { number } from '../management/index.ts';

const record = z.object({
  line: z.int().meta({ description: 'Where it begins in the file', examples: [17] }),
  cells: z.array(z.string()).meta({
    description: 'As they stand in the file, cut after 200 characters; of a record that could not be split its text',
    examples: [['K3', 'alan@example.com', '31-06-1982']],
  }),
  why: z.string().meta({
    description: 'Why it could not be taken', examples: ['Column born: is no day or time that there is (31-06-1982)'],
  }),
}).meta({ id: 'BadRecord' });

/** What a run of an import could not take. */
export const badRecordsEndpoint = endpoint({
  tag: 'Runs', credentials: 'bearer', right: 'manage', method: 'get', path: '/api/v1/runs/{run}/bad',
  summary: 'The bad records of a run of an import',
  description: 'The first, as many as the setting IMPORT_BAD_KEPT says, also of a dry run, and while it is at work. All of them '
    + 'are in the file that the run names with the role errors. A run of something else has none.',
  params: z.strictObject({ run: number('run') }),
  answers: { 200: { description: 'In the order of the file', schema: z.array(record) } },
  act: async ({ scope, params: { run } }) => ({ body: await badRecords(scope, run) }),
});
