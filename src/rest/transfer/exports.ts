import { z } from 'zod';
import { runById } from '../../schedule/index.ts';
import {
  changeExport, createExport, exportWishType, findExport, listExports, removeExport, startExport, type ExportDefinition,
} from '../../export/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';
import { runSchema } from '../schedule/runs.ts';

const EXPORTS = { tag: 'Exports', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/exports';
const one = `${path}/{export}`;
const params = z.strictObject({
  export: z.string().meta({ description: 'Number or name of the export', examples: ['12'] }),
});

const wish = exportWishType.meta({
  id: 'ExportWish',
  examples: [{
    name: 'members for the CRM',
    source: { kind: 'group', group: '12', subgroups: true },
    columns: [
      { field: 'externalId', title: 'number' }, { field: 'emailAddress' }, { field: 'birthday', format: '{d}-{m}-{Y}' },
      { option: 'Loyalty card', title: 'card' }, { value: 'tolk', title: 'origin' },
    ],
    dialect: { delimiter: ';', charset: 'utf-8-bom', lineEnd: 'crlf' },
    file: { location: 'CRM', name: 'members_{Y}{m}{d}_{H}{i}.csv' },
    notify: { to: ['data@example.com'] },
  }],
});
const shown = exportWishType.extend({
  id: number('export'),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
}).meta({ id: 'Export' });

/** What is written to files. */
export const exportEndpoints: readonly Endpoint[] = [
  endpoint({
    ...EXPORTS, method: 'get', path, summary: 'The exports of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: (await listExports(scope)).map(shownOf) }),
  }),
  endpoint({
    ...EXPORTS, method: 'post', path, summary: 'Make an export', body: wish,
    description: 'All that it names must be there now: location, group, profile, options, table. '
      + 'A name that is taken is refused with 409. Nothing is written until it is run.',
    answers: { 201: { description: 'The export', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createExport(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: shownOf(made) };
    },
  }),
  endpoint({
    ...EXPORTS, method: 'get', path: one, summary: 'One export', params,
    answers: { 200: { description: 'The export', schema: shown } },
    act: async ({ scope, params: { export: called } }) => ({ body: shownOf(await findExport(scope, called)) }),
  }),
  endpoint({
    ...EXPORTS, method: 'put', path: one, summary: 'Replace an export', params, body: wish,
    description: 'With another source, changedOnly begins anew: its next run tells everything.',
    answers: { 200: { description: 'The export as it is now', schema: shown } },
    act: async ({ scope, params: { export: called }, body }) =>
      ({ body: shownOf(await changeExport(scope, called, body)) }),
  }),
  endpoint({
    ...EXPORTS, method: 'delete', path: one, summary: 'Remove an export', params,
    answers: { 204: { description: 'It is gone; its files and runs stay' } },
    act: async ({ scope, params: { export: called } }) => {
      await removeExport(scope, called);
      return {};
    },
  }),
  endpoint({
    ...EXPORTS, method: 'post', path: `${one}/runs`, summary: 'Run an export now', params,
    description: 'The run begins as soon as a worker is free; ask its address until it has endedAt.',
    answers: { 202: { description: 'The run', schema: runSchema, headers: { Location: 'Its address' } } },
    act: async ({ scope, params: { export: called }, origin }) => {
      const runId = await startExport(scope, called);
      return { headers: { Location: `${origin}/api/v1/runs/${runId}` }, body: await runById(scope, runId) };
    },
  }),
];

/** An export as the schema has it. */
function shownOf(definition: ExportDefinition): object {
  const { id, name, source, columns, dialect, file, notify, createdBy, createdAt, modifiedBy, modifiedAt } = definition;
  return { id, name, source, columns, dialect, file, notify, createdBy, createdAt, modifiedBy, modifiedAt };
}
