import { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import type { Right, Session } from '../../access/index.ts';
import type { Config } from '../../config.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { jsonOf, takeBody } from './json-body.ts';
import { checked } from './schema-check.ts';
import { admitted, type Credentials, type SessionParts } from './session.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What an act gets; params, query and body as their schemas read them. */
export interface Call<Params, Query, Body> {
  readonly scope: Scope;
  readonly session: Session;
  /** Scheme and host for addresses that we write. */
  readonly origin: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export interface Reply {
  /** Default: the first status that the endpoint names. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: no body. */
  readonly body?: unknown;
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
  /** As OpenAPI writes it: `/api/v1/tokens/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly credentials: Credentials;
  readonly right: Right;
  /** Strict objects of texts: an unknown member is refused. `token` is taken out of the query before. */
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Status -> what the answer means and what it holds; refusals are described for all endpoints alike. */
  readonly answers: Readonly<Record<number, Answer>>;
  readonly act: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply>;
}

export interface Answer {
  readonly description: string;
  /** Of the body, as it is sent. */
  readonly schema?: z.ZodType;
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
}

/** Routes for endpoints: token, right, schemas, act, answer. Another method on a path that is known is 405. */
export function routesOf(endpoints: readonly Endpoint[], parts: EndpointParts): Router {
  const routes = Router();
  const body = takeBody(parts.limits);
  for (const [path, methods] of Map.groupBy(endpoints, (one) => one.path)) {
    const route = routes.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const one of methods) {
      route[one.method](body, async (request, response) => answer(response, one, await act(request, one, parts)));
    }
    const allowed = methods.map(({ method }) => method.toUpperCase()).join(', ');
    route.all((request, response) => {
      response.set('Allow', allowed);
      throw failure('METHOD_NOT_OFFERED', { method: request.method, allowed });
    });
  }
  return routes;
}

async function act(request: Request, one: Endpoint, parts: EndpointParts): Promise<Reply> {
  const { credentials, right, path, method } = one;
  const operation = `${method.toUpperCase()} ${path}`;
  const { session, scope } = await admitted(request, { credentials, right, operation }, parts);
  const query = { ...request.query };
  delete query['token'];
  return one.act({
    session, scope, origin: parts.callers.origin(request),
    params: checked(one.params, request.params, 'path'),
    query: checked(one.query, query, 'query'),
    body: one.body === undefined ? undefined : checked(one.body, jsonOf(request, parts.limits), 'body'),
  });
}

function answer(response: Response, { answers }: Endpoint, { status, headers = {}, body }: Reply): void {
  response.status(status ?? Number(Object.keys(answers)[0])).set(headers);
  if (body === undefined) response.end();
  else response.json(body);
}
