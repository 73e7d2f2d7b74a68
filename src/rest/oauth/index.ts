/** OAuth 2 over HTTP: tokens for clients, the page on which persons say yes, and the management of clients. */
import { Router } from 'express';
import { authorizeRoute, type AuthorizeParts } from './authorize-route.ts';
import { tokenRoute } from './token-route.ts';

export { oauthEndpoints } from './clients.ts';
export type OauthParts = AuthorizeParts;

export function oauthRoutes(parts: OauthParts): Router {
  return Router().use(tokenRoute(parts), authorizeRoute(parts));
}
