import OAuth2Server from '@node-oauth/oauth2-server';
import { Router, type Response } from 'express';
import type { Access } from '../../access/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { html, page, type Html } from '../../markup.ts';
import type { Callers } from '../../server/index.ts';
import type { BodyReader } from '../call/index.ts';
import { formOf } from './form.ts';
import { causeOf, isRefusal } from './token-route.ts';

export interface AuthorizeParts {
  readonly oauth: OAuth2Server;
  readonly access: Access;
  readonly callers: Callers;
  readonly readBody: BodyReader;
}

const PATH = '/oauth2/authorize';
const STYLE = '../docs/style.css';
/** What the client asks for; the form sends it back as it came. */
const ASKED = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method'];

/**
 * `GET` and `POST /oauth2/authorize`: a person says yes or no to a client (RFC 6749 4.1). There are no passwords of
 * persons here, so who says yes shows a token of the same brand, which is neither kept nor told to the client.
 */
export function authorizeRoute(parts: AuthorizeParts): Router {
  const routes = Router();
  routes.get(PATH, async (request, response) => {
    const query = textsOf(request.query as Record<string, unknown>);
    const consent = await preview(parts, query, response);
    if (consent !== undefined) show(response, 200, consentForm(query, consent, ''));
  });
  routes.post(PATH, async (request, response) => {
    await parts.readBody(request, response);
    const { token = '', answer = '', ...query } = formOf(request);
    const consent = await preview(parts, query, response);
    if (consent === undefined) return;
    if (answer !== 'yes') return redirect(response, refusalAt(consent.redirectUri, query, 'access_denied'));
    try {
      const { brand, user } = await parts.access.session(token, parts.callers.clientAddress(request));
      if (brand.id !== consent.client['brandId']) throw failure('TOKEN_UNKNOWN', {});
      redirect(response, await granted(parts, query, user));
    } catch (error) {
      if (!(error instanceof TolkError)) throw error;
      show(response, error.row.http, consentForm(query, consent, error.message));
    }
  });
  return routes;
}

type Query = Readonly<Record<string, string>>;
type Consent = Pick<OAuth2Server.AuthorizationCode, 'client' | 'redirectUri' | 'scope'>;

function textsOf(query: Record<string, unknown>): Query {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Thrown by the model of a look that shall store nothing. */
class Seen extends Error {
  readonly consent: Consent;

  constructor(consent: Consent) {
    super('Seen');
    this.consent = consent;
  }
}

/**
 * Checks what a client asks for, as the library does it, without giving a code.
 * @returns undefined: it was refused, and answered; to the client only when its address is known to be its own
 */
async function preview({ oauth }: AuthorizeParts, query: Query, response: Response): Promise<Consent | undefined> {
  const { model, ...rest } = oauth.options;
  const saveAuthorizationCode: OAuth2Server.AuthorizationCodeModel['saveAuthorizationCode'] = (code, client) =>
    Promise.reject(new Seen({ client, redirectUri: code.redirectUri, scope: code.scope ?? [] }));
  const looking = new OAuth2Server({ ...rest, model: { ...model, saveAuthorizationCode } });
  const answer = new OAuth2Server.Response({ headers: {} });
  try {
    await looking.authorize(asked(query), answer, { authenticateHandler: { handle: () => ({ id: '' }) } });
  } catch (error) {
    const cause = causeOf(error);
    if (cause instanceof Seen) {
      if (!isDowngraded(query)) return cause.consent;
      redirect(response, refusalAt(cause.consent.redirectUri, query, 'invalid_request'));
      return undefined;
    }
    if (!isRefusal(error)) throw cause;
    const location = answer.headers?.['location'];
    if (location !== undefined) redirect(response, refusalAt(location, query, error.name));
    else show(response, 400, html`<h1>This link does not work</h1><p>${error.message}</p>`);
  }
  return undefined;
}

/** A challenge of the method plain, which the library would leave out without a word (RFC 7636 4.2, RFC 9700 2.1.1). */
function isDowngraded({ code_challenge: challenge, code_challenge_method: method }: Query): boolean {
  return challenge !== undefined && method !== 'S256';
}

/** @returns where to send the person with the code */
async function granted({ oauth }: AuthorizeParts, query: Query, { id }: { readonly id: string }): Promise<string> {
  const answer = new OAuth2Server.Response({ headers: {} });
  await oauth.authorize(asked(query), answer, { authenticateHandler: { handle: () => ({ id }) } });
  return answer.headers?.['location'] ?? '';
}

function asked(query: Query): OAuth2Server.Request {
  return new OAuth2Server.Request({ headers: {}, method: 'GET', query: { ...query }, body: {} });
}

/** RFC 6749 4.1.2.1. The library forgets the error where the address has a query of its own. */
function refusalAt(redirectUri: string, { state }: Query, error: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('error', error);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}

function redirect(response: Response, location: string): void {
  response.status(303).set('Location', location).end();
}

function consentForm(query: Query, { client, redirectUri, scope = [] }: Consent, error: string): Html {
  const asks = scope.map((each) => html`<li><code>${each}</code></li>`);
  const hidden = ASKED.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`];
  });
  return html`<h1>${String(client['name'])} asks for access</h1>
<p>Its tokens could then be used, in your name, for:</p>
<ul>${asks}</ul>
<p>You will be sent back to <code>${new URL(redirectUri).origin}</code>.</p>
${error === '' ? '' : html`<p class="error">${error}</p>`}
<form method="post">
${hidden}
<p><label>A token of yours <input name="token" type="password" autocomplete="off"></label></p>
<p><button name="answer" value="yes">Allow</button> <button name="answer" value="no">Refuse</button></p>
</form>`;
}

/** Browsers hold a redirect after a form to `form-action` too. */
function show(response: Response, status: number, body: Html): void {
  const policy = response.getHeader('Content-Security-Policy');
  if (typeof policy === 'string') {
    response.setHeader('Content-Security-Policy', policy.replace("form-action 'self'", "form-action 'self' https: http:"));
  }
  response.status(status).type('html').send(page('Tolk', STYLE, html`<main class="landing">
${body}
</main>`));
}

