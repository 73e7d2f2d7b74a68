import { Router, type Request } from 'express';
import { neighbourhood } from '../../access/index.ts';
import { findAddress, openLanding } from '../../campaign/index.ts';
import type { PageRouteParts } from './event-route.ts';
import { notOffered, showError } from './show.ts';

/** As seen from /l/{address}/{token}. */
const STYLE = '../../docs/style.css';

/** `GET /l/{address}/{token}`: the link of a member to an object of its campaign. */
export function linkRoute({ sql, rates, callers, pageScopeOf }: PageRouteParts): Router {
  const routes = Router();
  const route = routes.route('/l/:address/:token');
  route.head((_request, response) => void response.status(200).type('html').end());
  route.get(async (request, response) => {
    const { address, token } = request.params;
    try {
      rates.take(neighbourhood(callers.clientAddress(request)), address);
      const found = await findAddress(sql, address);
      const site = await openLanding(await pageScopeOf(found.brandId), found, token);
      response.status(303).set('Location', site).end();
    } catch (error) {
      showError(request as Request, response, error, STYLE);
    }
  });
  route.all(({ method }, response) => {
    response.set('Allow', 'GET, HEAD');
    throw notOffered(method, 'GET, HEAD');
  });
  return routes;
}
