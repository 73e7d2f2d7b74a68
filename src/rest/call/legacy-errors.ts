import type { ErrorRequestHandler } from 'express';
import { tellable } from '../errors.ts';

/** Where the legacy doors say in words what is wrong, under its new name and its old one (datamodel-rest.md 3.1). */
const HEADERS = ['X-Deployteq-API-Error', 'X-Clang-API-Error'];

/** Adds the error headers of the legacy contract; the answer itself is made where all errors are. */
export const legacyErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (!response.headersSent) {
    const text = headerText(tellable(error, String(request.id)).message);
    for (const name of HEADERS) response.set(name, text);
  }
  next(error);
};

/** A header holds printable ASCII only (RFC 9110 5.5); anything else is shown as its code point. */
function headerText(text: string): string {
  return text.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
