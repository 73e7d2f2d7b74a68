import type { Verdict } from '../../datamodel/index.ts';
import { TolkError } from '../../errors.ts';
import { parseExact } from '../../exact-json.ts';
import { jsonOf } from '../call/index.ts';
import { revisionsOf, tagOfRevision } from './etag.ts';
import { formatOf } from './formats/index.ts';
import { membersOf } from './page-question.ts';
import { urlOf } from './row-address.ts';
import { send, type RowCall, type RowRoutesParts } from './row-call.ts';

const none = () => false;

/** POST: an object makes a row, an array makes many; with `unique` a row that is there already is changed instead. */
export async function postRows(call: RowCall, parts: RowRoutesParts): Promise<void> {
  formatOf(call.query);
  const unique = membersOf(call.query, (name) => name === 'unique').get('unique');
  const given = await bodyOf(call, parts);
  await (Array.isArray(given) ? makeMany(call, given, unique, parts) : makeOne(call, given, unique, parts));
}

async function bodyOf({ request, response }: RowCall, { readBody, limits }: RowRoutesParts): Promise<unknown> {
  await readBody(request, response);
  return jsonOf(request, limits, parseExact);
}

/** 201 and where the new row is; 200 when it was there already. */
async function makeOne(
  { request, response, scope, path }: RowCall, given: unknown, unique: string | undefined,
  { datamodel, callers }: RowRoutesParts,
): Promise<void> {
  const upsertOne = (column: string) =>
    oneOf(datamodel.insertRows(scope, path, [given], { lenient: false, unique: column }));
  const { id, created } = unique === undefined
    ? { id: await datamodel.insertRow(scope, path, given), created: true }
    : await upsertOne(unique);
  response.setHeader('X-Resource', `${urlOf(request, callers.origin(request), [...path, id])}?format=json`);
  response.statusCode = created ? 201 : 200;
  response.end();
}

/** What became of the only row; why it is refused, without its place in an array that nobody sent. */
async function oneOf(verdicts: Promise<readonly Verdict[]>): Promise<{ id: string; created: boolean }> {
  try {
    const [{ id = '', created = false } = {}] = await verdicts;
    return { id, created };
  } catch (error) {
    throw error instanceof TolkError && error.cause instanceof TolkError ? error.cause : error;
  }
}

/** A verdict per row. 201 when each row is a new one, 200 when some were there already or, asked leniently, refused. */
async function makeMany(
  { request, response, scope, path }: RowCall, given: readonly unknown[], unique: string | undefined,
  { datamodel, limits }: RowRoutesParts,
): Promise<void> {
  const lenient = isLenient(request.headers['prefer']);
  const verdicts = await datamodel.insertRows(scope, path, given, { lenient, unique });
  if (lenient) response.setHeader('Preference-Applied', 'handling=lenient');
  response.statusCode = verdicts.length > 0 && verdicts.every(({ created }) => created) ? 201 : 200;
  const told = JSON.stringify(verdicts.map((one, index) => ({ index, ...one })));
  await send(response, 'application/json; charset=utf-8', told, limits.ANSWER_TIME);
}

const HANDLING = /(?:^|,)\s*handling\s*=\s*"?(lenient|strict)"?\s*(?=[;,]|$)/i;

/** What RFC 7240 4.4 calls lenient: go on where a part is wrong. Of several the first counts. */
function isLenient(prefer: string | readonly string[] | undefined): boolean {
  return HANDLING.exec(String(prefer ?? ''))?.[1]?.toLowerCase() === 'lenient';
}

/** PUT: changes the columns that are named; the answer has no body but the tag of the new revision. */
export async function putRow(call: RowCall, parts: RowRoutesParts): Promise<void> {
  const { response, scope, path } = call;
  const { id, revisions } = conditionsOf(call);
  const given = await bodyOf(call, parts);
  const revision = await parts.datamodel.updateRow(scope, path, given, revisions);
  response.setHeader('ETag', tagOfRevision(id, revision));
  response.end();
}

/** DELETE: the row and all rows below it. */
export async function deleteRow(call: RowCall, { datamodel }: RowRoutesParts): Promise<void> {
  const { response, scope, path } = call;
  await datamodel.deleteRow(scope, path, conditionsOf(call).revisions);
  response.statusCode = 204;
  response.end();
}

function conditionsOf({ request, path, query }: RowCall) {
  formatOf(query);
  membersOf(query, none);
  const id = path.at(-1) ?? '';
  return { id, revisions: revisionsOf(request.headers['if-match'], id) };
}
