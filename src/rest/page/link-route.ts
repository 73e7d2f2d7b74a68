import { Router, type Request, type Response } from 'express';
import { neighbourhood } from '../../access/index.ts';
import { findAddress, openLink } from '../../campaign/index.ts';
import type { PageRouteParts } from './event-route.ts';
import { givenBy } from './given.ts';
import { pageForm } from './page-form.ts';
import { notOffered, paragraphs, show, showError } from './show.ts';

/** As seen from /l/{address}/{token}. */
const STYLE = '../../docs/style.css';

type LinkRequest = Request<{ address: string; token: string }>;

/** `GET /l/{address}/{token}`: the link of a member to an object of its campaign; `POST`: what its form sends. */
export function linkRoute(parts: PageRouteParts): Router {
  const routes = Router();
  const route = routes.route('/l/:address/:token');
  route.head((_request, response) => void response.status(200).type('html').end());
  route.get((request, response) => opened(request, response, parts));
  route.post((request, response) => opened(request, response, parts));
  route.all(({ method }, response) => {
    response.set('Allow', 'GET, HEAD, POST');
    throw notOffered(method, 'GET, HEAD, POST');
  });
  return routes;
}

/** Browsers hold a redirect after a form to `form-action` too. */
function sendsOn(response: Response): void {
  const policy = String(response.getHeader('Content-Security-Policy'));
  response.setHeader('Content-Security-Policy', policy.replace("form-action 'self'", "form-action 'self' https: http:"));
}

async function opened(request: LinkRequest, response: Response, parts: PageRouteParts): Promise<void> {
  const { sql, rates, callers, pageScopeOf, readBody, limits } = parts;
  const { address, token } = request.params;
  try {
    rates.take(neighbourhood(callers.clientAddress(request)), address);
    const found = await findAddress(sql, address);
    if (request.method === 'POST') await readBody(request as Request, response);
    const given = request.method === 'POST' ? givenBy(request as Request, limits) : undefined;
    const answer = await openLink(await pageScopeOf(found.brandId), found, token, given);
    if ('redirect' in answer) response.status(303).set('Location', answer.redirect).end();
    else if ('fields' in answer) {
      sendsOn(response);
      show(response, given === undefined ? 200 : 400, answer.title, pageForm(answer), STYLE);
    } else show(response, 200, answer.title, paragraphs(answer.text), STYLE);
  } catch (error) {
    showError(request as Request, response, error, STYLE);
  }
}
