import type { Config } from '../../config.ts';
import { described, securityOf } from './operation.ts';
import { ref, refusalsOf, type Risks } from './refusals.ts';
import type { Json } from './schemas.ts';

/** A table at its place, as calls of its rows are described. */
export interface Place {
  /** As it is put into operation ids; '' for any table. */
  readonly suffix: string;
  readonly tag: string;
  /** What the rows are called in summaries, e.g. `stay`. */
  readonly rows: string;
  /** Names in `components.schemas` of what is sent and what is read. */
  readonly columns: string;
  readonly row: string;
  /** Unique columns; undefined when that is not known. */
  readonly unique: readonly string[] | undefined;
  /** Of the path to the table. */
  readonly parameters: readonly Json[];
}

const parameter = (name: string): Json => ref('parameters', name);
const legacy = 'bearer or query';

/** Calls of the rows of a table: `/dataextension/customer/{customerId}/stay` */
export function collectionPath(place: Place, { ROWS_MAX }: Pick<Config, 'ROWS_MAX'>): Json {
  const { rows, row, columns, unique } = place;
  const upsert = unique === undefined ? [parameter('unique')] : unique.length === 0 ? [] : [{
    name: 'unique', in: 'query', schema: { type: 'string', enum: unique },
    description: 'A unique column: a row that has its value already is changed instead of made.',
  }];
  return {
    get: operation(place, 'list', {
      summary: `Rows of ${rows}`,
      description: 'All of them in the order in which they were made, or a page when `limit`, `after`, `offset`, '
        + '`sort` or `filter` is given.',
      parameters: ['limit', 'after', 'offset', 'sort', 'filter', 'format'].map(parameter),
      responses: {
        200: { description: 'The rows.', headers: { Link: ref('headers', 'Link') }, ...shown({ type: 'array', items: ref('schemas', row) }) },
      },
    }),
    post: operation(place, 'add', {
      summary: `Adds a row to ${rows}, or several`,
      parameters: [...upsert, parameter('Prefer')],
      requestBody: {
        required: true,
        content: json({ oneOf: [ref('schemas', columns), { type: 'array', maxItems: ROWS_MAX, items: ref('schemas', columns) }] }),
      },
      responses: {
        200: {
          description: 'With `unique`: the row was there already and is changed. With several rows: none is new.',
          headers: { 'X-Resource': ref('headers', 'Resource') }, content: json(VERDICTS),
        },
        201: {
          description: 'The row is made; there is no body. With several rows: what became of each, in their order.',
          headers: { 'X-Resource': ref('headers', 'Resource') }, content: json(VERDICTS),
        },
      },
    }, { writes: true, takesBody: true }),
  };
}

/** Calls of one row: `/dataextension/customer/{customerId}/stay/{stayId}` */
export function rowPath(table: Place, id: Json): Json {
  const place = { ...table, parameters: [...table.parameters, id] };
  const { rows, row, columns } = place;
  const tagged = { ETag: ref('headers', 'ETag') };
  return {
    get: operation(place, 'get', {
      summary: `A row of ${rows}`,
      parameters: [parameter('format')],
      responses: { 200: { description: 'The row.', headers: tagged, ...shown(ref('schemas', row)) } },
    }),
    put: operation(place, 'change', {
      summary: `Changes a row of ${rows}`,
      description: 'Only the columns that are named.',
      parameters: [parameter('IfMatch')],
      requestBody: { required: true, content: json(ref('schemas', columns)) },
      responses: { 200: { description: 'It is changed.', headers: tagged } },
    }, { writes: true, takesBody: true, takesIfMatch: true }),
    delete: operation(place, 'delete', {
      summary: `Deletes a row of ${rows}`,
      description: 'The rows that it contains go with it.',
      parameters: [parameter('IfMatch')],
      responses: { 204: { description: 'It is gone.' } },
    }, { writes: true, takesIfMatch: true }),
  };
}

const VERDICTS = { type: 'array', items: ref('schemas', 'Verdict') };

const json = (schema: Json): Json => ({ 'application/json': { schema } });

/** Contents in every form; only that of JSON is worth a schema. */
function shown(schema: Json): Json {
  return { content: { ...json(schema), 'application/xml': {}, 'text/html': {} } };
}

interface Told {
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<number, Json>>;
}

function operation(place: Place, act: string, told: Told, risks: Partial<Risks> = {}): Json {
  const all = { writes: false, takesBody: false, ...risks, names: true };
  const right = all.writes ? 'data.write' : 'data.read';
  const { description, parameters, responses, ...rest } = told;
  return {
    operationId: `${act}Row${act === 'list' ? 's' : ''}${place.suffix}`, tags: [place.tag], ...rest,
    description: described(description, right),
    parameters: [...place.parameters, ...parameters],
    responses: { ...refusalsOf(all), ...responses },
    security: securityOf(legacy, right),
  };
}
