import type { Request } from 'express';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { isRawNumber, parseExact } from '../../exact-json.ts';
import { jsonOf } from '../call/index.ts';

/**
 * What a call brings, name -> value: its query, and a form or the members of a JSON object. Of a name given twice the
 * first counts, and the body before the query.
 * @throws {TolkError} PAGE_FORM, PAGE_FIELD, and as jsonOf
 */
export function givenBy(request: Request, limits: Config): Record<string, string> {
  const given: Record<string, string> = Object.create(null) as Record<string, string>;
  const add = (pairs: Iterable<readonly [string, string]>) => {
    for (const [name, value] of pairs) given[name] ??= value;
  };
  if (request.method === 'POST') add(bodyOf(request, limits));
  add(new URLSearchParams(request.originalUrl.split('?').slice(1).join('?')));
  return given;
}

function bodyOf(request: Request, limits: Config): Iterable<readonly [string, string]> {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return [];
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';', 1);
  if (/[/+]json\s*$/.test(type)) return membersOf(jsonOf(request, limits, parseExact));
  if (type.trim() !== 'application/x-www-form-urlencoded') throw failure('PAGE_FORM', {});
  return new URLSearchParams(body.toString());
}

function membersOf(json: unknown): [string, string][] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw failure('PAGE_FORM', {});
  return Object.entries(json).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (value === null) return [];
    if (isRawNumber(value)) return [[name, value.rawJSON]];
    if (typeof value === 'object') throw failure('PAGE_FIELD', { field: name, why: 'is a list or an object' });
    return [[name, String(value)]];
  });
}
