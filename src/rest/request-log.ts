import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import { shownError, type Log } from '../log.ts';

/** What probes ask every few seconds; a line for each that went well would bury the others. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const PATH_SHOWN = 200;

/** One line per request: id, method, path, status, milliseconds; the error when it was ours. */
export function requestLog(log: Log, nextId: () => string): RequestHandler {
  const facts = (request: Request, response: Response, ms: number | undefined) =>
    ({ method: request.method, path: pathOf(request), status: response.statusCode, ms });
  return pinoHttp<Request, Response>({
    logger: log,
    genReqId: nextId,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    wrapSerializers: false,
    // It makes a child logger with the whole request for each, a quarter of a small call if written out (measured).
    serializers: { err: shownError, req: () => undefined },
    customLogLevel: (request, { statusCode }) =>
      statusCode >= 500 ? 'error' : PROBES.has(pathOf(request)) ? 'debug' : 'info',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, given: { responseTime?: number }) =>
      facts(request, response, given.responseTime),
    customErrorObject: (request, response, err, given: { responseTime?: number }) =>
      ({ ...facts(request, response, given.responseTime), err }),
  });
}

const LINK = /^(\/l\/[^/]+\/).+/;
const TOKEN = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * The path without its query string, in which the legacy contracts carry tokens, and without what looks like a token:
 * some clients write `&token=` where a `?` belongs; nor what opens the link of a member of a campaign. Of a path that
 * no route took, only the first segment: it may hold anything.
 */
function pathOf(request: IncomingMessage & { originalUrl?: string; route?: unknown }): string {
  const url = request.originalUrl ?? request.url ?? '';
  const [path = ''] = url.split('?', 1);
  const shown = request.route === undefined ? firstSegment(path) : path;
  return shown.replace(LINK, '$1[secret]').replace(TOKEN, '[secret]').slice(0, PATH_SHOWN);
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return end === -1 ? path : path.slice(0, end);
}
