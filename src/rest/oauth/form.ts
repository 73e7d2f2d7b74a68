import type { Request } from 'express';

/** A body as a browser's form sends it (application/x-www-form-urlencoded). Of a name given twice the first counts. */
export function formOf({ body }: Request): Record<string, string> {
  const form: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : '')) {
    if (!Object.hasOwn(form, name)) form[name] = value;
  }
  return form;
}
