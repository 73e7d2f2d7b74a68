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

/** The path without its query string, in which the legacy contracts carry tokens. */
function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? '';
  return (url.split('?', 1)[0] ?? '').slice(0, PATH_SHOWN);
}
