/** Public pages of campaigns: called without a token, by whoever has the address. */
import { Router } from 'express';
import { bodyReader } from '../call/index.ts';
import { eventRoute, type PageParts } from './event-route.ts';
import { linkRoute } from './link-route.ts';
import { Rates } from './rates.ts';

export type { PageParts } from './event-route.ts';

export function pageRoutes(given: PageParts): Router {
  const { limits } = given;
  const rates = new Rates(limits, () => performance.now());
  const parts = { ...given, rates, readBody: bodyReader({ ...limits, MAX_BODY: limits.PAGE_BODY }) };
  return Router().use(eventRoute(parts), linkRoute(parts));
}
