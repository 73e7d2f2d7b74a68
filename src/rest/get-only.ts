import { Router } from 'express';
import { failure } from '../errors.ts';

const ALLOWED = 'GET, HEAD';

/** Answers other methods on paths that can only be read with 405; OPTIONS express answers by itself. */
export function getOnly(paths: readonly string[]): Router {
  const routes = Router({ strict: true });
  routes.all([...paths], ({ method }, response, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return next();
    response.set('Allow', ALLOWED);
    throw failure('METHOD_NOT_OFFERED', { method, allowed: ALLOWED });
  });
  return routes;
}
