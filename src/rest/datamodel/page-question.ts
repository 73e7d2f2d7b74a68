import type { PageQuery } from '../../datamodel/index.ts';
import { failure } from '../../errors.ts';

/** Rows of a page when `limit` is not given (datamodel-rest.md 3.3). */
const LIMIT_DEFAULT = 100;
/** A number of rows that a JavaScript number and PostgreSQL's bigint both hold. */
const COUNT = /^\d{1,15}$/;

const FILTER = /^filter\[([^]*)\]$/;
/** Members of any question; the token is none of ours to check. */
const ALWAYS = new Set(['token', 'format']);
const OF_PAGE = new Set(['limit', 'offset', 'after', 'sort']);

/** A query string as Node reads it: a member that came twice is a list. */
export type Query = Readonly<Record<string, unknown>>;

/**
 * What rows a query asks for.
 * @returns undefined when it asks for all of them: none of limit, offset, after, sort, filter is there
 * @throws {TolkError} FIELD_VALUE naming the member
 */
export function pageQueryOf(query: Query, most: number): PageQuery | undefined {
  const given = membersOf(query, (name) => OF_PAGE.has(name) || FILTER.test(name));
  if (given.size === 0) return undefined;
  const sort = given.get('sort');
  const filter = [...given].flatMap(([name, value]): [string, string][] => {
    const [, column] = FILTER.exec(name) ?? [];
    return column === undefined ? [] : [[column, value]];
  });
  const [after, offset] = [given.get('after'), given.get('offset')];
  return {
    limit: limitOf(given.get('limit'), most), after, filter: new Map(filter),
    offset: offset === undefined ? undefined : countOf('offset', offset),
    sort: sort === undefined ? undefined : { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
  };
}

/** The members of a query besides token and format. @throws {TolkError} FIELD_VALUE on one that is not known */
export function membersOf(query: Query, isKnown: (name: string) => boolean): Map<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (ALWAYS.has(name)) continue;
    if (!isKnown(name)) throw failure('FIELD_VALUE', { field: name, why: 'is no member of this query', value: String(value) });
    if (typeof value !== 'string') {
      throw failure('FIELD_VALUE', { field: name, why: 'is given more than once', value: String(value) });
    }
    if (value.includes('\u0000') || !value.isWellFormed()) {
      throw failure('FIELD_VALUE', { field: name, why: 'has U+0000 or a lone surrogate', value: '' });
    }
    given.set(name, value);
  }
  return given;
}

function limitOf(given: string | undefined, most: number): number {
  const limit = given === undefined ? Math.min(LIMIT_DEFAULT, most) : countOf('limit', given);
  if (limit >= 1 && limit <= most) return limit;
  throw failure('FIELD_VALUE', { field: 'limit', why: `must be between 1 and ${most}`, value: String(given) });
}

function countOf(field: string, given: string): number {
  if (COUNT.test(given)) return Number(given);
  throw failure('FIELD_VALUE', { field, why: 'must be digits', value: given });
}

const MADE_ANEW = new Set(['token', 'after', 'offset']);

/** The address of the page after this one: every member kept but the place and, always, the token. */
export function nextLink(url: string, query: Query, next: string): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (!MADE_ANEW.has(name)) search.set(name, String(value));
  }
  search.set('after', next);
  return `<${url}?${search.toString()}>; rel="next"`;
}
