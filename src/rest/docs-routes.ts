import { Router } from 'express';
import type { Callers } from '../server/index.ts';

/** The documentation, made by the doors that it is of. */
export interface Pages {
  /** The page `/docs` as HTML. @param origin what stands before the path in addresses */
  readonly docs: (origin: string) => string;
  readonly style: string;
}

/** Pages kept, one per name under which we are called; making one takes as long as many calls. */
const KEPT = 20;

/** `/docs` and its stylesheet; a browser that comes to the root is sent there. */
export function docsRoutes({ docs, style }: Pages, { origin }: Callers): Router {
  const made = new Map<string, string>();
  function pageFor(name: string): string {
    const page = made.get(name) ?? docs(name);
    if (made.size >= KEPT) made.clear();
    made.set(name, page);
    return page;
  }

  const routes = Router();
  routes.get('/', (_request, response) => response.redirect('docs'));
  routes.get('/docs', (request, response) => {
    response.vary('Host').set('Cache-Control', 'no-cache').type('html').send(pageFor(origin(request)));
  });
  routes.get('/docs/style.css', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').type('css').send(style);
  });
  return routes;
}
