import { Router } from 'express';
import { getOnly } from './get-only.ts';
import type { Readiness } from './readiness.ts';

/**
 * `/healthz`: the process lives and its loop turns; it asks nothing else, so that a database that is away
 * never gets a process killed. `/readyz`: it can do its work; 503 with the reasons when not.
 */
export function healthRoutes(readiness: Readiness): Router {
  const routes = Router();
  routes.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  routes.get('/readyz', async (_request, response) => {
    const state = await readiness.ask();
    response.status(state.ready ? 200 : 503).json(state);
  });
  routes.use(getOnly(['/healthz', '/readyz']));
  return routes;
}
