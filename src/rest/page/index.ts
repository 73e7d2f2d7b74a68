/** Public pages of campaigns: called without a token, by whoever has the address. */
import { Router } from 'express';
import { callUrl, openLink, PageRates, sendForm, viewForm } from '../../campaign/index.ts';
import { bodyReader } from '../call/index.ts';
import { pageRoute, type PageParts } from './page-route.ts';

export type { PageParts } from './page-route.ts';

export function pageRoutes(given: PageParts): Router {
  const { limits } = given;
  const rates = new PageRates(limits, () => performance.now());
  const parts = { ...given, rates, readBody: bodyReader({ ...limits, MAX_BODY: limits.PAGE_BODY }) };
  return Router().use(
    pageRoute(parts, {
      path: '/e/:address', style: '../docs/style.css', act: ({ scope, found, given }) => callUrl(scope, found, given),
    }),
    pageRoute(parts, {
      path: '/f/:address', style: '../docs/style.css',
      act: ({ scope, found, given, isSent }) => (isSent ? sendForm(scope, found, given) : viewForm(scope, found)),
    }),
    pageRoute(parts, {
      path: '/l/:address/:token', style: '../../docs/style.css',
      act: ({ scope, found, token, given, isSent }) => openLink(scope, found, token, isSent ? given : undefined),
    }),
  );
}
