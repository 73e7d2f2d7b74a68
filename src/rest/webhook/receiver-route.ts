import { Router, type Request } from 'express';
import { requireRight, type Session } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { parseExact } from '../../exact-json.ts';
import {
  appOf, beginCall, brandOfEndpoint, noteCall, RECEIVER_PATH, type BegunCall, type Receiver,
} from '../../webhook/index.ts';
import { jsonOf, type EndpointParts } from '../call/index.ts';
import { isXml, xmlFrom, xmlOf } from './xml-body.ts';

/** Calls of today so far. */
const COUNT = 'X-Clang-Request-Count';

export interface ReceiverParts extends EndpointParts {
  readonly receiver: Receiver;
  /** The scope of a call by webhook. */
  readonly webhookScopeOf: (session: Session) => Scope;
}

/** `POST` of JSON or XML, answered by its echo with ids (webhook.md 1, 2 and 6). */
export function receiverRoute(parts: ReceiverParts): Router {
  const routes = Router();
  const route = routes.route(`${RECEIVER_PATH}/:endpoint`);
  route.post(async (request, response) => {
    const { readBody, receiver } = parts;
    const { scope, endpoint, byCertificate } = await admit(request, parts);
    const call = await beginCall(scope, endpoint, byCertificate).catch((error: unknown) => {
      if (error instanceof TolkError && error.code === 'WEBHOOK_LIMIT') response.set(COUNT, error.details['calls']);
      throw error;
    });
    response.set(COUNT, call.count);
    await readBody(request, response);
    const echo = await receiver.receive(scope, call.webhook, await bodyOf(request, call, scope));
    if (isXml(request.headers['content-type'])) response.type('application/xml').send(xmlFrom(echo));
    else response.type('application/json').send(JSON.stringify(echo));
  });
  route.all(({ method }, response) => {
    response.set('Allow', 'POST, OPTIONS');
    if (method !== 'OPTIONS') throw failure('METHOD_NOT_OFFERED', { method, allowed: 'POST, OPTIONS' });
    response.status(204).end();
  });
  return routes;
}

interface Admitted {
  readonly scope: Scope;
  readonly endpoint: string;
  readonly byCertificate: boolean;
}

/** A wrong token learns nothing about endpoints, nor does one of another brand. */
async function admit(request: Request<{ endpoint: string }>, parts: ReceiverParts): Promise<Admitted> {
  const { access, callers, webhookScopeOf } = parts;
  const { endpoint } = request.params;
  const brandId = brandOfEndpoint(endpoint);
  const certificate = request.headers.authorization === undefined ? callers.clientCertificate(request) : undefined;
  const byCertificate = certificate !== undefined && brandId !== undefined;
  const session = byCertificate
    ? await access.certificateSession(brandId, certificate)
    : await access.appSession(tokenOf(request), callers.clientAddress(request), {
      name: appOf(endpoint), scope: 'apps.webhook:execute',
    });
  requireRight(session, 'data.write', 'a webhook');
  if (brandId !== session.brand.id) throw failure('WEBHOOK_NOT_FOUND', { webhook: endpoint });
  return { scope: webhookScopeOf(session), endpoint, byCertificate };
}

const BEARER = /^Bearer +(\S+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/** A token as Bearer, or as the password of Basic, whose user name may be any (webhook.md 2). */
function tokenOf({ headers: { authorization } }: Request<{ endpoint: string }>): string {
  if (authorization === undefined) return '';
  const bearer = BEARER.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64').toString();
  const colon = basic.indexOf(':');
  if (colon === -1) throw failure('TOKEN_UNKNOWN', {});
  return basic.slice(colon + 1);
}

/** @throws {TolkError} BODY_TOO_LARGE, and as jsonOf and xmlOf; they are noted */
async function bodyOf(request: Request<{ endpoint: string }>, { webhook }: BegunCall, scope: Scope) {
  const raw = request.body as Buffer;
  const { WEBHOOK_BODY: most } = scope.limits;
  try {
    if (raw.length > most) throw failure('BODY_TOO_LARGE', { limit: String(most) });
    const { 'content-type': type } = request.headers;
    const value = isXml(type) ? await xmlOf(raw, type, scope.limits) : jsonOf(request, scope.limits, parseExact);
    return { value, bytes: raw.length };
  } catch (error) {
    if (error instanceof TolkError) {
      const call = { webhookId: webhook.id, bytes: raw.length, body: undefined, replayOf: undefined };
      await noteCall(scope, { ...call, status: error.row.http, error: error.message });
    }
    throw error;
  }
}
