import { z } from 'zod';
import { runById } from '../../schedule/index.ts';
import {
  changeImport, createImport, findImport, formatWishType, importWishType, listImports, lookAt, lookForImport,
  removeImport, startImport, type ImportDefinition,
} from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';
import { runSchema } from '../schedule/runs.ts';
import { badRecordsEndpoint } from './bad-records.ts';
import { fileLook, importLook, inPieces } from './file-look.ts';

const IMPORTS = { tag: 'Imports', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/imports';
const one = `${path}/{import}`;
const params = z.strictObject({
  import: z.string().meta({ description: 'Number or name of the import', examples: ['12'] }),
});
const LOOKED_AT = 'CSV, TXT, XML or columns of a fixed length, plain or in gzip';

const wish = importWishType.meta({
  id: 'ImportWish',
  examples: [{
    name: 'customers of the CRM',
    target: { kind: 'customers', unique: { fields: ['externalId'], options: [] }, group: '12' },
    columns: [
      { column: 'number', field: 'externalId' },
      { column: 'e-mail', field: 'emailAddress', cleanUps: ['trim', 'lower'] },
      { column: 'surname', field: 'lastname', cleanUps: ['trim', 'capitalise'] },
      { column: 'born', field: 'birthday', cleanUps: [{ date: '{d}-{m}-{Y}' }] },
      { column: 'sex', field: 'gender', cleanUps: [{ map: { M: 'MAN', F: 'WOMAN' }, otherwise: 'empty' }] },
      { value: 'CRM', option: 'Origin' },
    ],
    format: { delimiter: ';' },
    file: { location: 'CRM', name: 'out/customers_{Y}{m}{d}*.csv', archive: 'out/done', failed: 'out/failed' },
    notify: { to: ['data@example.com'], when: 'failure' },
  }],
});
const shown = importWishType.extend({
  id: number('import'),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
}).meta({ id: 'Import' });

const runWish = z.strictObject({
  file: z.string().optional().meta({
    description: 'Name of a file in its location; default: the oldest that its pattern fits and that was not imported yet, '
      + 'and then the others', examples: ['out/customers_20260301.csv'],
  }),
  force: z.boolean().default(false).meta({ description: 'Also when that file was imported before' }),
  dryRun: z.boolean().default(false).meta({ description: 'Tells what would happen, and changes nothing' }),
}).prefault({}).meta({ id: 'ImportRunWish', examples: [{ dryRun: true }] });

/** What is read from files. */
export const importEndpoints: readonly Endpoint[] = [
  endpoint({
    ...IMPORTS, method: 'get', path, summary: 'The imports of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: (await listImports(scope)).map(shownOf) }),
  }),
  endpoint({
    ...IMPORTS, method: 'post', path, summary: 'Make an import', body: wish,
    description: 'All that it names must be there now: location, group, options, table and columns. '
      + 'A name that is taken is refused with 409. Nothing is read until it is run.',
    answers: { 201: { description: 'The import', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createImport(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: shownOf(made) };
    },
  }),
  endpoint({
    ...IMPORTS, method: 'post', path: `${path}/look`, summary: 'Look at a file before it is imported',
    description: 'Nothing is stored. The format is detected from the first 64 kB; the query corrects it. Records that are '
      + 'bad are told with their line and do not stop the others.',
    query: formatWishType, file: LOOKED_AT,
    answers: { 200: { description: 'What the file is', schema: fileLook } },
    act: async ({ scope, query, file }) => ({ body: await lookAt(scope, inPieces(file), query) }),
  }),
  endpoint({
    ...IMPORTS, method: 'get', path: one, summary: 'One import', params,
    answers: { 200: { description: 'The import', schema: shown } },
    act: async ({ scope, params: { import: called } }) => ({ body: shownOf(await findImport(scope, called)) }),
  }),
  endpoint({
    ...IMPORTS, method: 'put', path: one, summary: 'Replace an import', params, body: wish,
    answers: { 200: { description: 'The import as it is now', schema: shown } },
    act: async ({ scope, params: { import: called }, body }) =>
      ({ body: shownOf(await changeImport(scope, called, body)) }),
  }),
  endpoint({
    ...IMPORTS, method: 'delete', path: one, summary: 'Remove an import', params,
    answers: { 204: { description: 'It is gone; its files and runs stay' } },
    act: async ({ scope, params: { import: called } }) => {
      await removeImport(scope, called);
      return {};
    },
  }),
  endpoint({
    ...IMPORTS, method: 'post', path: `${one}/look`, summary: 'Look at a file as an import reads it', params,
    description: 'Nothing is stored. As /imports/look, with the format of the import, which the query corrects, and with the '
      + 'first records after their clean-ups, or why they are bad. What would become of them, a run with dryRun tells.',
    query: formatWishType, file: LOOKED_AT,
    answers: { 200: { description: 'What the import makes of the file', schema: importLook } },
    act: async ({ scope, params: { import: called }, query, file }) =>
      ({ body: await lookForImport(scope, await findImport(scope, called), inPieces(file), query) }),
  }),
  endpoint({
    ...IMPORTS, method: 'post', path: `${one}/runs`, summary: 'Run an import now', params, body: runWish,
    description: 'The run begins as soon as a worker is free, and after other runs of this import; ask its address until it '
      + 'has endedAt. Of several files each gets a run of its own, in their order.',
    answers: { 202: { description: 'The run', schema: runSchema, headers: { Location: 'Its address' } } },
    act: async ({ scope, params: { import: called }, body, origin }) => {
      const runId = await startImport(scope, called, body);
      return { headers: { Location: `${origin}/api/v1/runs/${runId}` }, body: await runById(scope, runId) };
    },
  }),
  badRecordsEndpoint,
];

/** An import as the schema has it. */
function shownOf(definition: ImportDefinition): object {
  const { id, name, target, columns, format, file, notify, createdBy, createdAt, modifiedBy, modifiedAt } = definition;
  return {
    id, name, target, columns, format, file, ...(notify === undefined ? {} : { notify }),
    createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
