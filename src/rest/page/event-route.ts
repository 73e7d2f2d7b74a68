import { Router, type Request, type Response } from 'express';
import { neighbourhood } from '../../access/index.ts';
import { callUrl, findAddress } from '../../campaign/index.ts';
import type { Config } from '../../config.ts';
import type { Scope, Store } from '../../db/index.ts';
import type { Callers } from '../../server/index.ts';
import type { BodyReader } from '../call/index.ts';
import { givenBy } from './given.ts';
import type { Rates } from './rates.ts';
import { notOffered, paragraphs, show, showError } from './show.ts';

/** What the public pages of campaigns need: callers have no token, the address says whose page it is. */
export interface PageParts {
  readonly sql: Store;
  /** The scope of a brand whose page is called. */
  readonly pageScopeOf: (brandId: string) => Promise<Scope>;
  readonly callers: Callers;
  readonly limits: Config;
}

export interface PageRouteParts extends PageParts {
  readonly rates: Rates;
  readonly readBody: BodyReader;
}

/** `GET` and `POST /e/{address}`: sets off the start of a campaign that the address belongs to. */
export function eventRoute(parts: PageRouteParts): Router {
  const routes = Router();
  const route = routes.route('/e/:address');
  // Whoever looks whether a link works does not follow it.
  route.head((_request, response) => void response.status(200).type('html').end());
  const call = (request: Request<{ address: string }>, response: Response) => answered(request, response, parts);
  route.get(call);
  route.post(call);
  route.all(({ method }, response) => {
    response.set('Allow', 'GET, HEAD, POST');
    throw notOffered(method, 'GET, HEAD, POST');
  });
  return routes;
}

async function answered(
  request: Request<{ address: string }>, response: Response, parts: PageRouteParts,
): Promise<void> {
  const { sql, rates, callers, pageScopeOf, readBody, limits } = parts;
  const { address } = request.params;
  try {
    rates.take(neighbourhood(callers.clientAddress(request)), address);
    const found = await findAddress(sql, address);
    if (request.method === 'POST') await readBody(request, response);
    const scope = await pageScopeOf(found.brandId);
    const answer = await callUrl(scope, found, givenBy(request as Request, limits));
    if ('redirect' in answer) response.status(303).set('Location', answer.redirect).end();
    else show(response, 200, answer.title, paragraphs(answer.text));
  } catch (error) {
    showError(request as Request, response, error);
  }
}
