import type { RequestListener } from 'node:http';
import express from 'express';
import { requestIds, type Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Callers } from '../server/index.ts';
import { createApi, type ApiParts } from './api.ts';
import { docsRoutes, type Pages } from './docs-routes.ts';
import { errorAnswer, unknownPath } from './errors.ts';
import { healthRoutes } from './health.ts';
import { metricsRoutes } from './metrics-routes.ts';
import type { Readiness } from './readiness.ts';
import { requestLog } from './request-log.ts';
import { requestMetrics } from './request-metrics.ts';
import { securityHeaders } from './security-headers.ts';

export interface RestParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly callers: Callers;
  readonly readiness: Readiness;
  /** Undefined in a process that only works. */
  readonly pages?: Pages | undefined;
  /** The doors for data; undefined as well in a process that only works. */
  readonly api?: Omit<ApiParts, 'callers' | 'readBody'> | undefined;
  /** Takes requests in XML to unknown paths. */
  readonly xmlFallback?: RequestListener | undefined;
  /** What opens `/metrics`: a bearer token, 'open' (a port of its own), or nothing. */
  readonly metricsDoor: { readonly token: string } | 'open' | undefined;
}

/** Takes every request but those of the SOAP door. */
export function createRest(parts: RestParts): RequestListener {
  const { log, metrics, callers, readiness, pages, api, metricsDoor, xmlFallback } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestLog(log, requestIds()), requestMetrics(metrics), securityHeaders(callers));
  // What is called most stands first: each route that a request passes by costs it a look.
  if (api !== undefined) app.use(createApi({ ...api, callers }));
  app.use(healthRoutes(readiness));
  if (metricsDoor !== undefined) {
    app.use(metricsRoutes(metrics, metricsDoor === 'open' ? undefined : metricsDoor.token));
  }
  if (pages !== undefined) app.use(docsRoutes(pages, callers));
  app.use(unknownPath(xmlFallback), errorAnswer);
  return app;
}
