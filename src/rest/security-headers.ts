import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
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
  const made = new Map<string, readonly Header[]>();

  /** They depend on nothing else, and putting them together takes as long as looking up a row. */
  function headersFor(request: Request): readonly Header[] {
    const isByHttps = isEncrypted(request);
    const name = `${isByHttps} ${origin(request)}`;
    let headers = made.get(name);
    if (headers === undefined) {
      headers = headersOf(isByHttps ? encrypted : plain, request);
      if (made.size >= KEPT) made.clear();
      made.set(name, headers);
    }
    return headers;
  }

  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    for (const [name, value] of headersFor(request)) response.setHeader(name, value);
    next();
  };
}

type Header = readonly [name: string, value: string];

/** Names under which we are called; a caller may invent any number when PUBLIC_HOSTS is unset. */
const KEPT = 100;

/** The headers that helmet sets. */
function headersOf(handler: ReturnType<typeof helmet>, request: IncomingMessage): readonly Header[] {
  const headers: Header[] = [];
  const recorder = {
    setHeader: (name: string, value: string) => void headers.push([name, value]),
    removeHeader: () => undefined,
  };
  handler(request, recorder as unknown as Response, (error?: unknown) => {
    if (error instanceof Error) throw error;
  });
  return headers;
}
