import type { Request, Response } from 'express';
import { TolkError } from '../../errors.ts';
import { html, page, type Html } from '../../markup.ts';
import { tellable } from '../errors.ts';

/** Sends a page for visitors. @param style address of the stylesheet, as seen from the page */
export function show(response: Response, status: number, title: string, body: Html, style: string): void {
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
export function showError(request: Request, response: Response, error: unknown, style: string): void {
  const told = tellable(error, String(request.id));
  if (told.row.http >= 500) throw error;
  const seconds = error instanceof TolkError ? error.details['seconds'] : undefined;
  if (told.row.http === 429 && seconds !== undefined) response.set('Retry-After', seconds);
  const title = told.code === 'PAGE_CLOSED' ? 'Closed' : told.row.http === 404 ? 'Not found' : 'Sorry';
  show(response, told.row.http, title, html`<p>${told.message}</p>`, style);
}
