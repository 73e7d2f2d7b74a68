import { Router } from 'express';
import type { Callers } from '../server/index.ts';

/** The documentation, made by the doors that it is of. */
export interface Pages {
  /** The page `/docs` as HTML. @param origin what stands before the path in addresses */
  readonly docs: (origin: string) => string;
  readonly style: string;
}

/** `/docs` and its stylesheet; a browser that comes to the root is sent there. */
export function docsRoutes({ docs, style }: Pages, { origin }: Callers): Router {
  const routes = Router();
  routes.get('/', (_request, response) => response.redirect('docs'));
  routes.get('/docs', (request, response) => {
    response.vary('Host').set('Cache-Control', 'no-cache').type('html').send(docs(origin(request)));
  });
  routes.get('/docs/style.css', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').type('css').send(style);
  });
  return routes;
}
