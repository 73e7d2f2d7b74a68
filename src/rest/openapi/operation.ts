import type { Credentials, Endpoint, Need } from '../call/index.ts';
import { ref, refusalsOf } from './refusals.ts';
import type { Json, Schemas } from './schemas.ts';

/** The page of an endpoint in the document. */
export function operationOf(one: Endpoint, schemas: Schemas): Json {
  const { method, path, tag, summary, description, credentials, right, body, answers, ifMatch } = one;
  const file = one.file ?? one.upload;
  const writes = method !== 'get';
  const conditions = ifMatch === undefined ? []
    : [{ name: 'If-Match', in: 'header', description: ifMatch, schema: { type: 'string' } }];
  const parameters = [...pathParameters(one, schemas), ...parametersOf(one.query, 'query', schemas), ...conditions];
  return {
    operationId: operationId(method, path),
    tags: [tag], summary, description: described(description, right),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body, schemas) }),
    ...(file === undefined ? {} : { requestBody: fileBody(file) }),
    responses: {
      ...refusalsOf({
        names: path.includes('{'), writes, takesBody: (body ?? file) !== undefined, takesIfMatch: ifMatch !== undefined,
      }),
      ...answersOf(answers, schemas),
    },
    security: securityOf(credentials, right),
  };
}

/** What a call needs of its token; rights stand there as roles (OpenAPI 3.1, Security Requirement Object). */
export function securityOf(credentials: Credentials, right: Need): readonly Json[] {
  const roles = right === 'any' ? [] : [right];
  return [{ bearer: roles }, ...(credentials === 'bearer' ? [] : [{ token: roles }])];
}

/** The text under a call: what it does, and which right it needs. */
export function described(description: string | undefined, right: Need): string {
  const need = right === 'any' ? 'Any active token will do.' : `Needs the right \`${right}\`.`;
  return description === undefined ? need : `${description}\n\n${need}`;
}

/** What stands before the names of things in paths. */
const ROOTS = /^\/(api\/v1|app\/api\/rest\/public\/v2|dataextension)(?=\/)/;

/** `GET /api/v1/tokens/{id}` is getTokensById; clients made from the document call it so. */
function operationId(method: string, path: string): string {
  const words = path.replace(ROOTS, '').replace('...', '').split(/[^{}A-Za-z0-9]+/)
    .map((word) => word.replace(/^\{(\w+)\}$/, (_all, name: string) => `by ${name}`)).join(' ').split(' ');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameters(one: Endpoint, schemas: Schemas): readonly Json[] {
  const known = new Map(parametersOf(one.params, 'path', schemas).map((each) => [each['name'], each]));
  return [...one.path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name]) =>
    ({ ...(known.get(name) ?? { name, in: 'path', schema: { type: 'string' } }), required: true }));
}

/** One parameter per member of a strict object. */
function parametersOf(schema: Endpoint['query'], place: 'path' | 'query', schemas: Schemas): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemas.resolved(schemas.of(schema, 'input')) as {
    readonly properties?: Readonly<Record<string, Json>>; readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name, in: place, ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }), schema: rest,
  }));
}

function requestBody(body: NonNullable<Endpoint['body']>, schemas: Schemas): Json {
  const required = !body.safeParse(undefined).success;
  const content = { 'application/json': { schema: schemas.of(body, 'input') } };
  return { ...(required ? { required } : {}), content };
}

/** OpenAPI 3.1, 4.8.14.2: bytes as they are have no schema. */
function fileBody(description: string): Json {
  return { description, required: true, content: { 'application/octet-stream': {} } };
}

function answersOf(answers: Endpoint['answers'], schemas: Schemas): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, answerOf(Number(status), answer, schemas)]));
}

/** A refusal that an endpoint describes itself has the form of all refusals. */
function answerOf(status: number, answer: Endpoint['answers'][number], schemas: Schemas): Json {
  const { description, headers, bytes = false } = answer;
  const schema = answer.schema === undefined
    ? status >= 400 ? ref('schemas', 'Error') : undefined
    : schemas.of(answer.schema, 'output');
  return {
    description,
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }),
    ...(bytes ? { content: { 'application/octet-stream': {} } } : {}),
  };
}

function headersOf(headers: Readonly<Record<string, string>>): Json {
  const schema = { type: 'string' };
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema }]));
}
