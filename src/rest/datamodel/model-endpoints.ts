import type { z } from 'zod';
import {
  addColumn, addTable, definitionOf, editColumn, editTable, markOf, removeColumn, removeTable, type Datamodel,
  type Edit,
} from '../../datamodel/index.ts';
import { endpoint, type Endpoint, type Method } from '../call/index.ts';
import { tagsToMatch } from './etag.ts';
import {
  changesForm, childParams, columnChangeForm, columnParams, howForm, newColumnForm, newContainsForm, newLookupForm,
  newTableForm, tableChangeForm, tableParams, wholeForm,
} from './model-forms.ts';

const MODEL = '/dataextension/_model';
const COMMON = { tag: 'Data model', credentials: 'bearer or query', right: 'model' } as const;

interface ChangeOf<Params extends z.ZodType, Body extends z.ZodType> {
  readonly method: Exclude<Method, 'get'>;
  /** After that of the definition. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly body?: Body;
  readonly edit: (given: { readonly params: z.output<Params>; readonly body: z.output<Body> }) => Edit;
}

/** `/dataextension/_model`: the definition as a whole, and table by table (design.md 6). */
export function modelEndpoints(datamodel: Datamodel): readonly Endpoint[] {
  /** All changes have their query and their answer in common. */
  function change<Params extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
    { method, path, edit, ...rest }: ChangeOf<Params, Body>,
  ): Endpoint {
    const done = method === 'post' ? 201 : 200;
    return endpoint({
      ...COMMON, ...rest, method, path: MODEL + path, query: howForm,
      ifMatch: 'The `ETag` of the definition as it was read: refused when somebody has changed it since.',
      answers: {
        [done]: { description: 'What was changed.', schema: changesForm },
        ...(done === 200 ? {} : { 200: { description: 'What would change (`dryRun`).', schema: changesForm } }),
      },
      act: async ({ scope, params, query, body, ifMatch }) => {
        const { dryRun = false, force = false } = query;
        const how = { dryRun, force, ifMark: tagsToMatch(ifMatch) };
        const changes = await datamodel.change(scope, edit({ params, body }), how);
        return { status: dryRun ? 200 : done, body: { changes, dryRun } };
      },
    });
  }

  return [
    endpoint({
      ...COMMON, method: 'get', path: MODEL, summary: 'The whole definition',
      answers: {
        200: {
          description: 'Tables in their order, and relations.', schema: wholeForm,
          headers: { ETag: 'Of the definition as it is now, for `If-Match`.' },
        },
      },
      act: async ({ scope }) => {
        const model = await datamodel.model(scope);
        return { headers: { ETag: `"${markOf(model)}"` }, body: definitionOf(model) };
      },
    }),
    change({
      method: 'put', path: '', summary: 'Make the definition this one', body: wholeForm,
      description: 'Tables and columns are found by their names; what is not in the body goes.',
      edit: ({ body }) => () => body,
    }),
    change({
      method: 'post', path: '/tables', summary: 'Add a table', body: newTableForm,
      edit: ({ body }) => addTable(body),
    }),
    change({
      method: 'patch', path: '/tables/{table}', summary: 'Change a table', params: tableParams, body: tableChangeForm,
      edit: ({ params: { table }, body }) => editTable(table, body),
    }),
    change({
      method: 'delete', path: '/tables/{table}', summary: 'Drop a table', params: tableParams,
      description: 'The tables that it contains go with it, and all look-ups of them.',
      edit: ({ params: { table } }) => removeTable(table),
    }),
    change({
      method: 'post', path: '/tables/{table}/columns', summary: 'Add a column', params: tableParams, body: newColumnForm,
      edit: ({ params: { table }, body }) => addColumn(table, body),
    }),
    change({
      method: 'patch', path: '/tables/{table}/columns/{column}', summary: 'Change a column',
      params: columnParams, body: columnChangeForm,
      edit: ({ params: { table, column }, body }) => editColumn(table, column, body),
    }),
    change({
      method: 'delete', path: '/tables/{table}/columns/{column}', summary: 'Drop a column', params: columnParams,
      description: 'Look-ups by it go with it.',
      edit: ({ params: { table, column } }) => removeColumn(table, column),
    }),
    change({
      method: 'post', path: '/contains', summary: 'Let a table contain another one', body: newContainsForm,
      edit: ({ body: { parent, child } }) => editTable(child, { parent }),
    }),
    change({
      method: 'delete', path: '/contains/{child}', summary: 'Let a table stand on its own', params: childParams,
      edit: ({ params: { child } }) => editTable(child, { parent: null }),
    }),
    change({
      method: 'post', path: '/lookups', summary: 'Let a column refer to another one', body: newLookupForm,
      edit: ({ body: { table, column, targetTable, targetColumn } }) =>
        editColumn(table, column, { lookup: { table: targetTable, column: targetColumn } }),
    }),
    change({
      method: 'delete', path: '/lookups/{table}/{column}', summary: 'Let a column refer to nothing',
      params: columnParams, edit: ({ params: { table, column } }) => editColumn(table, column, { lookup: null }),
    }),
  ];
}
