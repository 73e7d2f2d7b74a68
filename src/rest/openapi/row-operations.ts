import type { Config } from '../../config.ts';
import { described, securityOf } from './operation.ts';
import { ref, refusalsOf, type Risks } from './refusals.ts';
import { UNIQUE } from './row-parts.ts';
import type { Json } from './schemas.ts';

/** A table at its place, as calls of its rows are described. */
export interface Place {
  /** As it is put into operation ids; '' for any table. */
  readonly suffix: string;
  readonly tag: string;
  /** What it is called in summaries, e.g. `stay`. */
  readonly name: string;
  /** Names in `components.schemas` of what is sent and what is read. */
  readonly columns: string;
  readonly row: string;
  /** Unique columns; undefined when that is not known. */
  readonly unique: readonly string[] | undefined;
  /** Of the path to the table. */
  readonly parameters: readonly Json[];
}

const parameter = (name: string): Json => ref('parameters', name);
const header = (name: string): Json => ref('headers', name);
const json = (schema: Json): Json => ({ 'application/json': { schema } });
/** Contents in every form; only that of JSON is worth a schema. */
const shown = (schema: Json): Json => ({ ...json(schema), 'application/xml': {}, 'text/html': {} });

const VERDICTS = {
  headers: { 'X-Resource': header('Resource'), 'Preference-Applied': header('Preference') },
  content: json({ type: 'array', items: ref('schemas', 'Verdict') }),
};

/** Calls of the rows of a table: `/dataextension/customer/{customerId}/stay` */
export function collectionPath(place: Place, { ROWS_MAX }: Pick<Config, 'ROWS_MAX'>): Json {
  const { name, row } = place;
  const columns = ref('schemas', place.columns);
  return {
    get: operation(place, 'list', {
      summary: `Rows of ${name}`,
      description: 'All of them in the order in which they were made, or a page.',
      parameters: ['limit', 'after', 'offset', 'sort', 'filter', 'format'].map(parameter),
      responses: {
        200: {
          description: 'The rows.', headers: { Link: header('Link') },
          content: shown({ type: 'array', items: ref('schemas', row) }),
        },
      },
    }),
    post: operation(place, 'add', {
      summary: `Add a row to ${name}, or several`,
      parameters: [...uniqueParameter(place), parameter('Prefer')],
      requestBody: {
        required: true,
        content: json({ oneOf: [columns, { type: 'array', maxItems: ROWS_MAX, items: columns }] }),
      },
      responses: {
        201: {
          description: 'One row: it is made; there is no body. Several: all are made; what became of each.',
          ...VERDICTS,
        },
        200: {
          description: 'One row: it was there already (`unique`) and is changed. '
            + 'Several: some were there, or are refused (`Prefer`); what became of each.',
          ...VERDICTS,
        },
      },
    }, { writes: true, takesBody: true }),
  };
}

/** Calls of one row: `/dataextension/customer/{customerId}/stay/{stayId}` */
export function rowPath(table: Place, id: Json): Json {
  const place = { ...table, parameters: [...table.parameters, id] };
  const { name, row, columns } = place;
  const headers = { ETag: header('ETag') };
  return {
    get: operation(place, 'get', {
      summary: `Read a row of ${name}`,
      parameters: ['format', 'IfNoneMatch'].map(parameter),
      responses: {
        200: { description: 'The row.', headers, content: shown(ref('schemas', row)) },
        304: { description: 'It is as the caller has it (`If-None-Match`).', headers },
      },
    }),
    put: operation(place, 'change', {
      summary: `Change a row of ${name}`,
      description: 'Only the columns that are named.',
      parameters: [parameter('IfMatch')],
      requestBody: { required: true, content: json(ref('schemas', columns)) },
      responses: { 200: { description: 'It is changed.', headers } },
    }, { writes: true, takesBody: true, takesIfMatch: true }),
    delete: operation(place, 'delete', {
      summary: `Delete a row of ${name}`,
      description: 'The rows that it contains go with it.',
      parameters: [parameter('IfMatch')],
      responses: { 204: { description: 'It is gone.' } },
    }, { writes: true, takesIfMatch: true }),
  };
}

function uniqueParameter({ unique }: Place): readonly Json[] {
  if (unique === undefined) return [parameter('unique')];
  if (unique.length === 0) return [];
  return [{ name: 'unique', in: 'query', description: UNIQUE, schema: { type: 'string', enum: unique } }];
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
    security: securityOf('bearer or query', right),
  };
}
