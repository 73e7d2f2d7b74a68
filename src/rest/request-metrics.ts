import type { RequestHandler, Response } from 'express';
import type { Metrics } from '../metrics.ts';

/**
 * Counts every request under the pattern of its route, never under its path: paths are the callers'
 * invention.
 */
export function requestMetrics(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('finish', () => {
      const route = request.route as { path?: unknown } | undefined;
      const pattern = typeof route?.path === 'string' ? rootOf(response) + route.path : 'none';
      metrics.restCall(pattern, response.statusCode, performance.now() - begun);
    });
    next();
  };
}

/**
 * Notes where a router hangs, for those that do not hang at the top: express has forgotten it when an error is
 * answered. In lower case, for a caller may write it in any.
 */
export const notedRoot: RequestHandler = (request, response, next) => {
  response.locals['root'] = request.baseUrl.toLowerCase();
  next();
};

function rootOf({ locals }: Response): string {
  return (locals['root'] as string | undefined) ?? '';
}
