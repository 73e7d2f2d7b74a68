import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import type { Session } from '../../access/index.ts';
import type { Config } from '../../config.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { jsonOf } from './json-body.ts';
import { checked, fewItems, storable } from './schema-check.ts';
import { admitted, type Credentials, type Need, type SessionParts } from './session.ts';
import { sendPieces } from './send-pieces.ts';
import type { BodyReader } from './take-body.ts';
import { takeUpload } from './take-upload.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What an act gets; params, query and body as their schemas read them. */
interface Call<Params, Query, Body> {
  readonly scope: Scope;
  readonly session: Session;
  /** Scheme and host for addresses that we write. */
  readonly origin: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The header If-Match, of an endpoint that takes it. */
  readonly ifMatch: string | undefined;
  /** The body of an endpoint that takes a file, as it came but for its Content-Encoding; else empty. */
  readonly file: Buffer;
  /** The body of an endpoint that takes an upload, as it comes; else nothing. */
  readonly upload: AsyncIterable<Uint8Array>;
}

interface Reply {
  /** Default: the first status that the endpoint names. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: no body. */
  readonly body?: unknown;
  /** Sent instead, as they come and are taken; a content type stands among the headers. */
  readonly pieces?: AsyncIterable<string | Uint8Array>;
}

/**
 * One address and method: what it takes and gives. The route and its page in the OpenAPI document are both made
 * from it, so that the schemas shown are the schemas that check.
 *
 * What readers of the document shall know of a member stands at its schema: `.meta({ description, examples: ['42'] })`
 * (or `.describe(...)`); examples of a body stand at the whole schema and fill the form of `/docs/rest`. A schema with
 * `.meta({ id: 'Customer' })` gets that name in the document, which clients made from it take over; one id per schema.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** As OpenAPI writes it: `/api/v1/tokens/{id}`; with `{name...}` for all that follows, slashes too. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly credentials: Credentials;
  readonly right: Need;
  /** Strict objects of texts: an unknown member is refused. `token` is taken out of the query before. */
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** What the ETag in If-Match is of, when the call can be made to depend on it. */
  readonly ifMatch?: string;
  /** What the body is when it is a file of any type, of MAX_BODY bytes at most; there is no `body` then. */
  readonly file?: string;
  /** The same of a file of FILE_BYTES bytes at most, which is not held here but handed on as it comes. */
  readonly upload?: string;
  /** Status -> what the answer means and what it holds; refusals are described for all endpoints alike. */
  readonly answers: Readonly<Record<number, Answer>>;
  readonly act: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply>;
}

interface Answer {
  readonly description: string;
  /** Of the body, as it is sent. */
  readonly schema?: z.ZodType;
  /** The body is a file of any type. */
  readonly bytes?: boolean;
  /** Name -> what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes an endpoint down; the types of its act follow from its schemas. */
export function endpoint<
  Params extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(one: Endpoint<Params, Query, Body>): Endpoint {
  return one as unknown as Endpoint; // an act is called only with what its own schemas have read
}

export interface EndpointParts extends SessionParts {
  readonly limits: Config;
  /** One for all doors: what they hold is limited together. */
  readonly readBody: BodyReader;
}

/**
 * Routes for endpoints: token, right, schemas, act, answer. HEAD is a GET without the body, OPTIONS tells the methods
 * of a path, any other method on it is 405.
 */
export function routesOf(endpoints: readonly Endpoint[], parts: EndpointParts): Router {
  const routes = Router();
  for (const [path, methods] of Map.groupBy(endpoints, (one) => one.path)) {
    const route = routes.route(path.replaceAll(/\{(\w+)\}/g, ':$1').replaceAll(/\{(\w+)\.\.\.\}/g, '*$1'));
    for (const one of methods) {
      route[one.method](async (request, response) => {
        await answer(response, one, await act({ request, response }, one, parts), parts.limits);
      });
    }
    const allowed = allowedBy(methods);
    route.options((_request, response) => void response.set('Allow', allowed).status(204).end());
    route.all((request, response) => {
      response.set('Allow', allowed);
      throw failure('METHOD_NOT_OFFERED', { method: request.method, allowed });
    });
  }
  return routes;
}

function allowedBy(endpoints: readonly Endpoint[]): string {
  const methods = endpoints.map(({ method }) => method.toUpperCase());
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

/** The token before the body: nobody makes us take megabytes without one. A body that nothing reads is left. */
async function act(
  { request, response }: { readonly request: Request; readonly response: Response },
  one: Endpoint, parts: EndpointParts,
): Promise<Reply> {
  const { credentials, right, path, method } = one;
  const operation = `${method.toUpperCase()} ${(request.baseUrl + path).replace(/\/$/, '')}`;
  const { session, scope } = await admitted(request, { credentials, right, operation }, parts);
  const query = { ...request.query };
  delete query['token'];
  const call = {
    session, scope, origin: parts.callers.origin(request), ifMatch: request.headers['if-match'],
    params: checked(one.params, storable(joined(request.params)), 'path'),
    query: checked(one.query, storable(query), 'query'),
  };
  const none = { file: Buffer.alloc(0), body: undefined, upload: Readable.from([]) };
  if (one.upload !== undefined) {
    return takeUpload(request, response, parts.limits, (upload) => one.act({ ...call, ...none, upload }));
  }
  if (one.body === undefined && one.file === undefined) return one.act({ ...call, ...none });
  await parts.readBody(request, response);
  if (one.body === undefined) return one.act({ ...call, ...none, file: request.body as Buffer });
  return one.act({ ...call, ...none, body: bodyOf(request, one.body, parts.limits) });
}

/** What stands for more than one segment, with its slashes. */
function joined(params: Request['params']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) =>
    [name, Array.isArray(value) ? value.join('/') : value]));
}

function bodyOf(request: Request, schema: z.ZodType, limits: Config): unknown {
  const given = jsonOf(request, limits);
  const isMissing = given === undefined && !schema.safeParse(given).success;
  if (isMissing) throw failure('JSON_MISSING', {});
  return checked(schema, fewItems(given, limits), 'body');
}

async function answer(
  response: Response, { answers }: Endpoint, { status, headers = {}, body, pieces }: Reply,
  { ANSWER_TIME }: Pick<Config, 'ANSWER_TIME'>,
): Promise<void> {
  response.status(status ?? Number(Object.keys(answers)[0])).set(headers);
  if (pieces === undefined && body !== undefined) response.json(body);
  else if (pieces === undefined || response.req.method === 'HEAD') {
    if (pieces instanceof Readable) pieces.destroy();
    response.end();
  } else await sendPieces(response, pieces, ANSWER_TIME);
}
