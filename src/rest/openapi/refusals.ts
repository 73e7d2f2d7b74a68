import type { Json } from './schemas.ts';

/** HTTP status -> name in the document and meaning; the codes are those of the table of errors. */
const REFUSALS: Readonly<Record<number, readonly [name: string, description: string]>> = {
  400: ['BadRequest', 'The request cannot be read, or a value is not acceptable; the message names it.'],
  401: ['Unauthorized', 'The token is missing, unknown or not active.'],
  403: ['Forbidden', 'The token lacks the right that this call needs.'],
  404: ['NotFound', 'There is no such thing at this place.'],
  408: ['Late', 'The body did not arrive in time.'],
  409: ['Conflict', 'What is stored already stands against it.'],
  412: ['PreconditionFailed', 'It was changed by somebody else meanwhile (`If-Match`).'],
  413: ['TooLarge', 'The body, or a value in it, is larger than is taken.'],
  415: ['UnsupportedForm', 'The body is compressed or written in a way that is not known here.'],
  500: ['Unexpected', 'A fault of the gateway; it is logged under the id in the message.'],
  503: ['Unavailable', 'The database does not answer, or is busy; try again later.'],
};

/** `components.responses` */
export function refusalResponses(): Json {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const message = ref('headers', 'ApiError');
  const legacy = { 'X-Deployteq-API-Error': message, 'X-Clang-API-Error': message };
  return Object.fromEntries(Object.entries(REFUSALS).map(([status, [name, description]]) => {
    const challenge = status === '401' ? { 'WWW-Authenticate': ref('headers', 'Challenge') } : {};
    return [name, { description, headers: { ...challenge, ...legacy }, content }];
  }));
}

/** `components.headers` */
export const HEADERS: Json = {
  ApiError: {
    description: 'The message once more, in printable ASCII; not under `/api/v1`.',
    schema: { type: 'string' }, example: 'Field birthday: is not a date (31-13-2026)',
  },
  Challenge: { description: 'How a token is given.', schema: { type: 'string' }, example: 'Bearer' },
};

/** `components.schemas.Error` */
export const ERROR_SCHEMA: Json = {
  description: 'Why a call was refused.',
  type: 'object', required: ['error'],
  properties: {
    error: {
      type: 'object', required: ['code', 'message'],
      properties: {
        code: { type: 'string', description: 'For programs; it never changes.', examples: ['FIELD_VALUE'] },
        message: {
          type: 'string', description: 'For people: what is wrong, with which value, and what to do.',
          examples: ['Field birthday: is not a date (31-13-2026)'],
        },
      },
    },
  },
};

export interface Risks {
  /** Its path names something that may not be there. */
  readonly names: boolean;
  readonly writes: boolean;
  readonly takesBody: boolean;
  readonly takesIfMatch?: boolean;
}

/** The refusals that a call with a token can meet. */
export function refusalsOf({ names, writes, takesBody, takesIfMatch = false }: Risks): Json {
  const statuses = [
    400, 401, 403, ...(names ? [404] : []), ...(writes ? [409] : []), ...(takesIfMatch ? [412] : []),
    ...(takesBody ? [408, 413, 415] : []), 500, 503,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, ref('responses', REFUSALS[status]?.[0] ?? '')]));
}

/** A reference to one of the common parts. */
export function ref(kind: 'headers' | 'parameters' | 'responses' | 'schemas', name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}
