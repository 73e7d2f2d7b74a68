import { Router, type Request, type Response } from 'express';
import { failure } from '../../errors.ts';
import { admitted } from '../call/index.ts';
import { descriptionRoute } from './description.ts';
import { addressOf, type Kind } from './row-address.ts';
import type { RowCall, RowRoutesParts } from './row-call.ts';
import { getCustomer, getRow, getRows } from './row-reads.ts';
import { deleteRow, postRows, putRow } from './row-writes.ts';

type Act = (call: RowCall, parts: RowRoutesParts) => Promise<void>;

/** What each kind of address offers (datamodel-rest.md 3). HEAD is GET without the body. */
const ACTS: Readonly<Record<Kind, Readonly<Record<string, Act>>>> = {
  collection: { GET: getRows, HEAD: getRows, POST: postRows },
  row: { GET: getRow, HEAD: getRow, PUT: putRow, DELETE: deleteRow },
  customer: { GET: getCustomer, HEAD: getCustomer },
};
const READS = new Set(['GET', 'HEAD']);

/** Everything below `/dataextension` but the definition: description, rows of all levels. */
export function rowRoutes(parts: RowRoutesParts): Router {
  return Router()
    .use(descriptionRoute(parts))
    .all('/*path', (request, response) => answer(request, response, parts));
}

async function answer(request: Request, response: Response, parts: RowRoutesParts): Promise<void> {
  const { method } = request;
  const { kind, path } = addressOf(request.path);
  const acts = ACTS[kind];
  const act = Object.hasOwn(acts, method) ? acts[method] : undefined;
  if (act === undefined) return refuseMethod(request, response, Object.keys(acts));
  const right = READS.has(method) ? 'data.read' : 'data.write';
  const operation = `${method} of rows`;
  const { scope } = await admitted(request, { credentials: 'bearer or query', right, operation }, parts);
  await act({ request, response, scope, path, query: request.query }, parts);
}

function refuseMethod({ method }: Request, response: Response, methods: readonly string[]): void {
  const allowed = [...methods, 'OPTIONS'].join(', ');
  response.setHeader('Allow', allowed);
  if (method !== 'OPTIONS') throw failure('METHOD_NOT_OFFERED', { method, allowed });
  response.writeHead(204).end();
}
