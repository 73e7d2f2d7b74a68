import type { Config } from '../../config.ts';
import { ref } from './refusals.ts';
import type { Json } from './schemas.ts';

const text = { type: 'string' };
const count = (minimum: number): Json => ({ type: 'integer', minimum });

const query = (name: string, description: string, schema: Json, more: Json = {}): Json =>
  ({ name, in: 'query', description, schema, ...more });
// Without an example: the page would fill it in and send it.
const header = (name: string, description: string): Json =>
  ({ name, in: 'header', description, schema: text });
const segment = (name: string, description: string, schema: Json): Json =>
  ({ name, in: 'path', required: true, description, schema });

/** What calls of rows share, for `components.parameters` (datamodel-rest.md 2 and 3.3). */
export function rowParameters({ ROW_PAGE_MAX }: Pick<Config, 'ROW_PAGE_MAX'>): Json {
  return {
    customerId: segment('customerId', '`clang_` and the id of the customer, as in `clang_1077`.',
      { type: 'string', pattern: '^clang_[1-9][0-9]*$', examples: ['clang_1077'] }),
    table: segment('table', 'A table on its own: one that no other contains.',
      { ...text, examples: ['extratype'] }),
    child: segment('child', 'A table whose rows customers contain.', { ...text, examples: ['stay'] }),
    rowId: segment('rowId', 'The row, as in `clang_69a7ea1f2b41c`.', ref('schemas', 'RowId')),
    format: query('format', 'The form of the answer.',
      { type: 'string', enum: ['json', 'xml', 'html'], default: 'json' }),
    limit: query('limit', 'Rows of a page. All rows are given when neither this nor one of the next four is.',
      { ...count(1), maximum: ROW_PAGE_MAX }),
    after: query('after', 'Where the page before ended; its `Link` header has the next address.', text),
    offset: query('offset', 'Rows to leave out at the beginning; the more, the longer it takes.', count(0)),
    sort: query('sort', 'A column; `-` before it: from the greatest to the least.', text),
    filter: query('filter', 'Only rows with these values: `filter[code]=BIKE`.',
      { type: 'object', additionalProperties: text, default: {} }, { style: 'deepObject', explode: true }),
    unique: query('unique', UNIQUE, text),
    Prefer: header('Prefer', 'With several rows: `handling=lenient` keeps the good ones where others are '
      + 'refused; without it they are stored all or none.'),
    IfMatch: header('If-Match', 'The `ETag` of the row as it was read: refused when it has changed since.'),
    IfNoneMatch: header('If-None-Match', 'The `ETag` of an answer that is there already.'),
  };
}

/** What `unique` does. */
export const UNIQUE = 'A unique column: a row that has its value already is changed instead of made.';

/** What answers of rows say beside their body, for `components.headers`. */
export const ROW_HEADERS: Json = {
  Resource: {
    description: 'The address of the row, without the token. Only when one row was sent.',
    schema: { type: 'string', format: 'uri' },
    example: 'https://gw.example/dataextension/extratype/clang_69a7ea1f2b41c?format=json',
  },
  Link: {
    description: 'Where the next page is, without the token; none after the last page.', schema: text,
    example: '<https://gw.example/dataextension/extratype?limit=100&after=clang_69a7ea1f2b41c>; rel="next"',
  },
  ETag: { description: 'Of the row as it is now.', schema: text, example: '"clang_69a7ea1f2b41c-1"' },
  Preference: { description: '`handling=lenient` when that was asked for.', schema: text },
};
