import path from 'node:path';
import type { Router } from 'express';
import { docsPage } from '../docs-page.ts';

const root = path.join(import.meta.dirname, 'page');

const policy = [
  "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src data:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join(';');

/** `/docs/campaigns`: the campaigns of a token's brand, drawn with their counts. */
export function graphPage(): Router {
  return docsPage({ name: 'campaigns', files: { 'page.js': root, 'page.css': root }, root, policy });
}
