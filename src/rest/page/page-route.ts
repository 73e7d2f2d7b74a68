import { Router, type Request, type Response } from 'express';
import { neighbourhood } from '../../access/index.ts';
import { findAddress, type Addressed, type Opened, type PageRates } from '../../campaign/index.ts';
import type { Config } from '../../config.ts';
import type { Scope, Store } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Callers } from '../../server/index.ts';
import type { BodyReader } from '../call/index.ts';
import { givenBy } from './given.ts';
import { pageForm } from './page-form.ts';
import { letFrame, letSendOn } from './policy.ts';
import { paragraphs, show, showError } from './show.ts';

/** What the public pages of campaigns need: callers have no token, the address says whose page it is. */
export interface PageParts {
  readonly sql: Store;
  /** The scope of a brand whose page is called. */
  readonly pageScopeOf: (brandId: string) => Promise<Scope>;
  readonly callers: Callers;
  readonly limits: Config;
}

interface PageRouteParts extends PageParts {
  readonly rates: PageRates;
  readonly readBody: BodyReader;
}

interface PageCall {
  readonly scope: Scope;
  readonly found: Addressed;
  /** Rest of the path, at the links of members. */
  readonly token: string;
  readonly given: Readonly<Record<string, string>>;
  /** Whether a form was sent, not only a page asked for. */
  readonly isSent: boolean;
}

interface Page {
  /** Has :address, and perhaps :token. */
  readonly path: string;
  /** Address of the stylesheet, as seen from the page. */
  readonly style: string;
  readonly act: (call: PageCall) => Promise<Opened>;
}

type PageRequest = Request<{ address: string; token?: string }>;

const METHODS = 'GET, HEAD, POST';

/** A public page of a campaign. Whoever looks with HEAD whether it is there sets nothing off. */
export function pageRoute(parts: PageRouteParts, page: Page): Router {
  const routes = Router();
  const route = routes.route(page.path);
  const answer = (request: Request, response: Response) => answered(request as PageRequest, response, parts, page);
  route.head((_request, response) => void response.status(200).type('html').end());
  route.get(answer);
  route.post(answer);
  route.all(({ method }, response) => {
    response.set('Allow', METHODS);
    throw failure('METHOD_NOT_OFFERED', { method, allowed: METHODS });
  });
  return routes;
}

async function answered(
  request: PageRequest, response: Response, parts: PageRouteParts, { style, act }: Page,
): Promise<void> {
  const { sql, rates, callers, pageScopeOf, readBody, limits } = parts;
  const { address, token = '' } = request.params;
  const isSent = request.method === 'POST';
  try {
    await rates.take(sql, neighbourhood(callers.clientAddress(request)), address);
    const found = await findAddress(sql, address);
    letFrame(response, found.frames);
    if (isSent) await readBody(request as Request, response);
    const given = givenBy(request as Request, limits);
    const answer = await act({ scope: await pageScopeOf(found.brandId), found, token, given, isSent });
    if ('redirect' in answer) response.status(303).set('Location', answer.redirect).end();
    else if ('fields' in answer) {
      letSendOn(response);
      show(response, isSent ? 400 : 200, answer.title, pageForm(answer), style);
    } else show(response, 200, answer.title, paragraphs(answer.text), style);
  } catch (error) {
    showError(request as Request, response, error, style);
  }
}
