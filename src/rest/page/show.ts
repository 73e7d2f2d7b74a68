import type { Request, Response } from 'express';
import { failure, TolkError } from '../../errors.ts';
import { html, page, type Html } from '../../markup.ts';
import { tellable } from '../errors.ts';

/** As seen from the addresses of pages, which lie one level below the root. */
const STYLE = '../docs/style.css';

/** Sends a page for visitors. @param style address of the stylesheet, as seen from the page */
export function show(response: Response, status: number, title: string, body: Html, style = STYLE): void {
  response.status(status).type('html').send(page(title, style, html`<main class="landing">
<h1>${title}</h1>
${body}
</main>`));
}

/** Paragraphs of a text as people write it, with empty lines between them. */
export function paragraphs(text: string): Html {
  const parts = text.split(/\n\s*\n/).filter((part) => part.trim() !== '');
  return html`${parts.map((part) => html`<p>${part}</p>\n`)}`;
}

/** Tells a visitor what was wrong; what is not from the table of errors is ours, and logged. */
export function showError(request: Request, response: Response, error: unknown, style = STYLE): void {
  const told = tellable(error, String(request.id));
  if (told.row.http >= 500) throw error;
  const seconds = error instanceof TolkError ? error.details['seconds'] : undefined;
  if (told.row.http === 429 && seconds !== undefined) response.set('Retry-After', seconds);
  show(response, told.row.http, told.row.http === 404 ? 'Not found' : 'Sorry', html`<p>${told.message}</p>`, style);
}

export const notOffered = (method: string, allowed: string) => failure('METHOD_NOT_OFFERED', { method, allowed });
