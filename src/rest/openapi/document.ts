import { readFileSync } from 'node:fs';
import type { Config } from '../../config.ts';
import type { Table } from '../../datamodel/index.ts';
import type { Endpoint } from '../call/index.ts';
import { HEALTH_PATHS } from './health.ts';
import { MODEL_SCHEMAS } from './model-operations.ts';
import { operationOf } from './operation.ts';
import { RECEIVER_PATHS } from './receiver.ts';
import { ERROR_SCHEMA, HEADERS, refusalResponses } from './refusals.ts';
import { ROW_HEADERS, rowParameters } from './row-parts.ts';
import { anyTablePaths, tablePaths, tableTag } from './row-paths.ts';
import { ROW_SCHEMAS, tableSchemas } from './row-schemas.ts';
import { Schemas, type Json } from './schemas.ts';
import { ROWS_TAG, tagsOf } from './tags.ts';

const PACKAGE = new URL('../../../package.json', import.meta.url);
const { version, license } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string; license: string };

const INFO = {
  title: 'Tolk', version, license: { name: license, identifier: license },
  summary: 'Customers, the data model and management over REST',
  description: 'Every call takes the token of a user as `Authorization: Bearer`, those of the legacy contract '
    + 'as `?token=` too. Times are in the time zone of the brand. A refusal is `{"error":{"code","message"}}`.',
};

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The token of a user.' },
  basic: { type: 'http', scheme: 'basic', description: 'The token as the password, with any user name.' },
  token: {
    type: 'apiKey', in: 'query', name: 'token', description: 'The same, where the legacy contract has it.',
  },
};

/**
 * Makes the document of these endpoints (OpenAPI 3.1.1) once, and gives its text for an origin, with the tables
 * of a brand. In pieces, of which none has more than one table: of a brand with very many, none but the one on
 * its way is held as text.
 */
export function createDocument(
  endpoints: readonly Endpoint[], limits: Config,
): (origin: string, tables: readonly Table[]) => Iterable<string> {
  const { tags, paths, components, schemas } = parts(endpoints, limits);
  const rowsAt = tags.findIndex(({ name }) => name === ROWS_TAG);
  const opening = {
    tags: tags.slice(0, rowsAt).map((tag) => `${JSON.stringify(tag)},`).join(''),
    paths: opened(paths), components: opened(components), schemas: opened(schemas),
  };
  const moreTags = JSON.stringify(tags.slice(rowsAt)).slice(1);

  return function* pieces(origin, tables) {
    yield `${opened({ openapi: '3.1.1', info: INFO, servers: [{ url: origin }] })},"tags":[${opening.tags}`;
    for (const table of tables) yield `${JSON.stringify(tableTag(table))},`;
    yield `${moreTags},"paths":${opening.paths}`;
    for (const table of tables) yield `,${members(tablePaths(table, limits))}`;
    yield `},"components":${opening.components},"schemas":${opening.schemas}`;
    for (const table of tables) yield `,${members(tableSchemas(table, limits))}`;
    yield '}}}';
  };
}

function parts(endpoints: readonly Endpoint[], limits: Config) {
  const schemas = new Schemas();
  const paths = [...Map.groupBy(endpoints, ({ path }) => path)].map(([path, methods]) =>
    [path.replace('...', ''), Object.fromEntries(methods.map((one) => [one.method, operationOf(one, schemas)]))]);
  return {
    tags: tagsOf([...endpoints.map(({ tag }) => tag), ROWS_TAG]),
    paths: { ...Object.fromEntries(paths) as Json, ...RECEIVER_PATHS, ...anyTablePaths(limits), ...HEALTH_PATHS },
    components: {
      securitySchemes: SECURITY_SCHEMES, responses: refusalResponses(), parameters: rowParameters(limits),
      headers: { ...HEADERS, ...ROW_HEADERS },
    },
    schemas: { Error: ERROR_SCHEMA, ...MODEL_SCHEMAS, ...ROW_SCHEMAS, ...schemas.named },
  };
}

/** An object as JSON to which members can be added. */
const opened = (value: Json): string => JSON.stringify(value).slice(0, -1);

/** The members of an object as JSON. */
const members = (value: Json): string => JSON.stringify(value).slice(1, -1);
