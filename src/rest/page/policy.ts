import type { Response } from 'express';

const POLICY = 'Content-Security-Policy';

/** Lets sites show the page in a frame; without any, nobody may. @param origins checked where campaigns are saved */
export function letFrame(response: Response, origins: readonly string[]): void {
  if (origins.length === 0) return;
  change(response, "frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`);
  response.removeHeader('X-Frame-Options'); // it cannot name other origins
}

/** Lets the answer to a form lead to another site: browsers hold redirects after a form to `form-action` too. */
export function letSendOn(response: Response): void {
  change(response, "form-action 'self'", "form-action 'self' https: http:");
}

function change(response: Response, was: string, is: string): void {
  response.setHeader(POLICY, String(response.getHeader(POLICY)).replace(was, is));
}
