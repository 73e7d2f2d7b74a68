import type { RequestListener } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { isConnectionFailure } from '../db/index.ts';
import { failure, TolkError } from '../errors.ts';

/**
 * The end of every path that no route took.
 * @param xmlFallback answers those who ask in XML: a SOAP client with a wrong address cannot read JSON
 * (soap.md 3.2)
 */
export function unknownPath(xmlFallback: RequestListener | undefined): RequestHandler {
  return (request, response) => {
    if (xmlFallback === undefined || !isXml(request)) throw failure('PATH_UNKNOWN', {});
    xmlFallback(request, response);
  };
}

function isXml({ headers }: Request): boolean {
  return /^[^;]*[/+]xml\b/i.test(headers['content-type'] ?? '') || headers['soapaction'] !== undefined;
}

/**
 * Errors as JSON: `{ "error": { "code", "message" } }`, code and text from the table of errors. Whatever is
 * not from the table is ours: it is logged with the request, and the caller learns only its id.
 */
export const errorAnswer: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const told = tellable(error, String(request.id));
  const isLogged = told.row.http >= 500 || response.headersSent;
  if (isLogged) response.err = error instanceof Error ? error : new Error('What was thrown is no error');
  if (response.headersSent) response.destroy(); // the part that went out must not look like the whole
  else send(response, told);
};

/** The failure of the table that a caller learns of; whatever is not from the table is INTERNAL. */
export function tellable(error: unknown, requestId: string): TolkError {
  if (error instanceof TolkError) return error;
  if (isConnectionFailure(error)) return failure('DATABASE_AWAY', {});
  if (isTooLarge(error)) return failure('BODY_TOO_LARGE', { limit: String(error.limit) });
  if (isClientError(error)) return failure('REQUEST_BROKEN', {});
  return failure('INTERNAL', { requestId });
}

/** Express's own refusals carry a status: a path that does not decode, a body that does not parse. */
function isClientError(error: unknown): boolean {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** As the body parser throws it. */
function isTooLarge(error: unknown): error is { readonly limit: number } {
  return (error as { type?: unknown }).type === 'entity.too.large';
}

function send(response: Response, { code, message, row, details }: TolkError): void {
  if (row.http === 401) response.set('WWW-Authenticate', 'Bearer'); // RFC 9110 11.6.1
  if (row.http === 429 && details['seconds'] !== undefined) response.set('Retry-After', details['seconds']);
  response.status(row.http).json({ error: { code, message } });
}
