import { createHash, timingSafeEqual } from 'node:crypto';
import { Router, type Request } from 'express';
import type { Metrics } from '../metrics.ts';

/**
 * `/metrics` for Prometheus.
 * @param token the bearer token that opens it; undefined: it is open, for a port of its own
 */
export function metricsRoutes({ registry }: Metrics, token: string | undefined): Router {
  const routes = Router();
  routes.get('/metrics', async (request, response, next) => {
    if (token !== undefined && !carries(request, token)) return next();
    response.type(registry.contentType).send(await registry.metrics());
  });
  return routes;
}

function carries({ headers }: Request, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

/** Of one length, so that the comparison takes as long for every guess. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
