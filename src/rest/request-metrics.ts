import type { RequestHandler } from 'express';
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
      const pattern = typeof route?.path === 'string' ? request.baseUrl + route.path : 'none';
      metrics.restCall(pattern, response.statusCode, performance.now() - begun);
    });
    next();
  };
}
