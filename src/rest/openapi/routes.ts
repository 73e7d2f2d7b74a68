import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import type { Config } from '../../config.ts';
import type { Datamodel, Table } from '../../datamodel/index.ts';
import { admitted, type Endpoint, type EndpointParts } from '../call/index.ts';
import { getOnly } from '../get-only.ts';
import { createDocument } from './document.ts';
import { restPage } from './rest-page.ts';

interface OpenapiParts extends EndpointParts {
  readonly endpoints: readonly Endpoint[];
  readonly datamodel: Datamodel;
}

/** `/openapi.json`, with the tables of a brand for its tokens, and the page that shows it. */
export function openapiRoutes(parts: OpenapiParts): Router {
  const { endpoints, limits, callers } = parts;
  const pieces = createDocument(endpoints, limits);

  const routes = Router();
  routes.get('/openapi.json', async (request, response) => {
    const tables = await tablesFor(request, parts);
    response.vary('Host').vary('Authorization').type('json');
    // What shows a brand's tables keeps the `no-store` that all answers begin with.
    if (tables === undefined) response.set('Cache-Control', 'no-cache');
    if (request.method === 'HEAD') response.end();
    else await send(response, pieces(callers.origin(request), tables ?? []), limits);
  });
  routes.use(getOnly(['/openapi.json']), restPage());
  return routes;
}

const GONE = new Set<unknown>(['ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

/** As fast as the caller takes it, within the time of long answers; who is gone, or late, gets no error. */
async function send(response: Response, pieces: Iterable<string>, limits: Config): Promise<void> {
  const signal = AbortSignal.timeout(limits.ROW_STREAM_TIME);
  try {
    await pipeline(Readable.from(pieces), response, { signal });
  } catch (error) {
    if (!GONE.has((error as { code?: unknown }).code)) throw error;
  }
}

/**
 * The tables of the brand whose token comes with the call, undefined when none does.
 * @throws {TolkError} TOKEN_MISSING, TOKEN_UNKNOWN, RIGHT_MISSING, DATABASE_AWAY
 */
async function tablesFor(request: Request, parts: OpenapiParts): Promise<readonly Table[] | undefined> {
  const { headers, query } = request;
  if (headers.authorization === undefined && query['token'] === undefined) return undefined;
  const { scope } = await admitted(
    request, { credentials: 'bearer or query', right: 'data.read', operation: 'GET /openapi.json' }, parts);
  const { tables } = await parts.datamodel.model(scope);
  return tables;
}
