import type { PageQuery } from '../../datamodel/index.ts';
import { isKnown, tagOfAnswer } from './etag.ts';
import { customerForm, formatOf, rowForm, rowsForm } from './formats/index.ts';
import { membersOf, nextLink, pageQueryOf } from './page-question.ts';
import { urlOf } from './row-address.ts';
import { send, type RowCall, type RowRoutesParts } from './row-call.ts';
import { streamRows } from './row-stream.ts';

const none = () => false;

/** GET of one row: with an entity tag, and 304 for those who have this answer already. */
export async function getRow(call: RowCall, { datamodel, callers, limits }: RowRoutesParts): Promise<void> {
  const { request, response, scope, path, query } = call;
  const format = formatOf(query);
  membersOf(query, none);
  const { table, row } = await datamodel.readRow(scope, path);
  const { contentType, write } = rowForm(format, table, callers.origin(request));
  const body = write(row);
  const tag = tagOfAnswer(row, body);
  response.setHeader('ETag', tag);
  if (isKnown(request.headers['if-none-match'], tag)) response.writeHead(304).end();
  else await send(response, contentType, body, limits.ANSWER_TIME);
}

/** GET of a customer: that there is one; its fields are not in the data model. */
export async function getCustomer(call: RowCall, { datamodel, callers, limits }: RowRoutesParts): Promise<void> {
  const { request, response, scope, path, query } = call;
  const format = formatOf(query);
  membersOf(query, none);
  await datamodel.readCustomer(scope, path);
  const { contentType, text } = customerForm(format, path.at(-1) ?? '', callers.origin(request));
  await send(response, contentType, text, limits.ANSWER_TIME);
}

/** GET of a table: all rows, or a page when one is asked for (datamodel-rest.md 3.3). */
export async function getRows(call: RowCall, parts: RowRoutesParts): Promise<void> {
  const asked = pageQueryOf(call.query, parts.limits.ROW_PAGE_MAX);
  await (asked === undefined ? streamRows(call, parts) : getPage(call, asked, parts));
}

async function getPage(call: RowCall, asked: PageQuery, { datamodel, callers, limits }: RowRoutesParts): Promise<void> {
  const { request, response, scope, path, query } = call;
  const format = formatOf(query);
  const { table, rows, next } = await datamodel.pageOfRows(scope, path, asked);
  const origin = callers.origin(request);
  const { contentType, head, between, tail, row } = rowsForm(format, table, origin);
  if (next !== undefined) response.setHeader('Link', nextLink(urlOf(request, origin, path), query, next));
  await send(response, contentType, head + rows.map(row).join(between) + tail, limits.ANSWER_TIME);
}
