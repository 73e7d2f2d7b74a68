import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { Router } from 'express';

const OURS = path.join(import.meta.dirname, 'page');
const SWAGGER = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')));

/** File -> folder. Nothing else of the package is served: its own page asks for somebody else's document. */
const FILES: Readonly<Record<string, string>> = {
  'page.js': OURS, 'page.css': OURS, 'swagger-ui.css': SWAGGER, 'swagger-ui-bundle.js': SWAGGER,
};

/**
 * The policy of all pages (security-headers.ts), and images that stand in the files of Swagger UI itself: its
 * arrows are data: addresses. Its styles and scripts come from files and need no exception.
 */
const POLICY = [
  "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
].join(';');

/** `/docs/rest`: the document to read and to try, with files of our own only, so that it works offline. */
export function restPage(): Router {
  // The page names its files relative to an address without a slash at the end.
  const routes = Router({ strict: true });
  routes.get('/docs/rest', (_request, response) => {
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': POLICY })
      .sendFile('page.html', { root: OURS, cacheControl: false });
  });
  routes.get('/docs/rest/', (_request, response) => response.redirect('../rest'));
  for (const [file, root] of Object.entries(FILES)) {
    routes.get(`/docs/rest/${file}`, (_request, response) => response.sendFile(file, { root, maxAge: '1h' }));
  }
  return routes;
}
