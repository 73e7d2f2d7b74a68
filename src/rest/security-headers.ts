import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Callers } from '../server/index.ts';

/**
 * Pages load nothing but our own files and are framed by nobody; no address of ours leaves in a Referer;
 * nothing is kept in caches unless a route says otherwise. HTTPS is demanded for the future only from those
 * who came by it: `upgrade-insecure-requests` would break plain HTTP on localhost.
 */
export function securityHeaders({ origin, isEncrypted }: Callers): RequestHandler {
  // A page may be asked under another name than PUBLIC_URL, under which it refers to its stylesheet.
  const own = ["'self'", (request: IncomingMessage) => new URL(origin(request)).origin];
  const contentSecurityPolicy = {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"], styleSrc: own, scriptSrc: own, imgSrc: own, connectSrc: ["'self'"],
      baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"],
    },
  };
  const plain = helmet({ contentSecurityPolicy, strictTransportSecurity: false });
  const encrypted = helmet({ contentSecurityPolicy });
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    (isEncrypted(request) ? encrypted : plain)(request, response, next);
  };
}
