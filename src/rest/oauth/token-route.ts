import OAuth2Server from '@node-oauth/oauth2-server';
import { Router, type Request, type Response } from 'express';
import { failure } from '../../errors.ts';
import type { BodyReader } from '../call/index.ts';
import { formOf } from './form.ts';

interface TokenRouteParts {
  readonly oauth: OAuth2Server;
  readonly readBody: BodyReader;
}

/** `POST /oauth2/token`: access tokens for client credentials, codes and refresh tokens (RFC 6749 3.2). */
export function tokenRoute({ oauth, readBody }: TokenRouteParts): Router {
  const routes = Router();
  routes.post('/oauth2/token', async (request, response) => {
    await readBody(request, response);
    const answer = new OAuth2Server.Response({ headers: {} });
    try {
      await oauth.token(asked(request), answer);
    } catch (error) {
      if (!isRefusal(error)) throw causeOf(error);
      return refuse(response, error);
    }
    response.status(answer.status ?? 200).set(answer.headers ?? {}).json(answer.body);
  });
  routes.all('/oauth2/token', ({ method }, response) => {
    response.set('Allow', 'POST');
    throw failure('METHOD_NOT_OFFERED', { method, allowed: 'POST' });
  });
  return routes;
}

/** The request as the library takes it. */
function asked(request: Request): OAuth2Server.Request {
  const { headers, method } = request;
  return new OAuth2Server.Request({
    headers: headers as Record<string, string>, method, query: {}, body: formOf(request),
  });
}

/** What is wrong with the call; a failure of ours is for the answer of all errors. */
export function isRefusal(error: unknown): error is OAuth2Server.OAuthError {
  return error instanceof OAuth2Server.OAuthError && error.code < 500;
}

/** What the library has wrapped. */
export function causeOf(error: unknown): unknown {
  return error instanceof OAuth2Server.OAuthError ? (error as { inner?: unknown }).inner ?? error : error;
}

/** RFC 6749 5.2 */
function refuse(response: Response, { code, name, message }: OAuth2Server.OAuthError): void {
  if (code === 401) response.set('WWW-Authenticate', 'Basic');
  response.status(code).json({ error: name, error_description: message });
}
