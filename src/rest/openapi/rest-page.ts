import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { Router } from 'express';
import { docsPage } from '../docs-page.ts';

const OURS = path.join(import.meta.dirname, 'page');
const SWAGGER = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')));

/** Nothing else of the package is served: its own page asks for somebody else's document. */
const files = { 'page.js': OURS, 'page.css': OURS, 'swagger-ui.css': SWAGGER, 'swagger-ui-bundle.js': SWAGGER };

/**
 * The policy of all pages (security-headers.ts), and images that stand in the files of Swagger UI itself: its
 * arrows are data: addresses. Its styles and scripts come from files and need no exception.
 */
const policy = [
  "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
].join(';');

/** `/docs/rest`: the document to read and to try. */
export function restPage(): Router {
  return docsPage({ name: 'rest', files, root: OURS, policy });
}
