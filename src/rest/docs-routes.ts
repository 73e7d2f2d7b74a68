import { createHash } from 'node:crypto';
import { Router, type Response } from 'express';
import type { Callers } from '../server/index.ts';
import { getOnly } from './get-only.ts';

/** The documentation, made by the doors that it is of. */
export interface Pages {
  /** The page `/docs` as HTML. @param origin what stands before the path in addresses */
  readonly docs: (origin: string, version: string | undefined) => string;
  /** What it loads, by the name after `/docs/`: stylesheets and scripts. */
  readonly files: ReadonlyMap<string, string>;
}

/** `/docs` and its files; a browser that comes to the root is sent there. */
export function docsRoutes({ docs, files }: Pages, { origin }: Callers): Router {
  const routes = Router({ strict: true });
  routes.get('/', (_request, response) => response.redirect('docs'));
  // The page names its files as seen from /docs.
  routes.get('/docs/', (_request, response) => response.redirect('../docs'));
  routes.get('/docs', (request, response) => {
    const { version } = request.query;
    response.vary('Host').type('html');
    sendKept(response, docs(origin(request), typeof version === 'string' ? version : undefined));
  });
  // Browsers ask for a picture by themselves; there is none.
  routes.get('/favicon.ico', (_request, response) => void response.status(204).end());
  for (const [name, text] of files) {
    routes.get(`/docs/${name}`, (_request, response) => sendKept(response.type(name), text));
  }
  routes.use(getOnly(['/docs']));
  return routes;
}

/** Sends what a browser keeps, but asks about before each use: after an upgrade nothing is old. */
function sendKept(response: Response, text: string): void {
  const tag = createHash('sha256').update(text).digest('base64url');
  response.set({ 'Cache-Control': 'no-cache', ETag: `"${tag}"` }).send(text);
}
