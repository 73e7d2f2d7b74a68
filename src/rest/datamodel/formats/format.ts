import { failure } from '../../../errors.ts';

const FORMATS = ['json', 'xml', 'html'] as const;

export type Format = (typeof FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8', xml: 'application/xml; charset=utf-8', html: 'text/html; charset=utf-8',
};

/**
 * In what form an answer is wanted (datamodel-rest.md 2): `format` of the query, in any letter case; JSON when it is
 * left out or empty.
 * @throws {TolkError} FORMAT_UNKNOWN
 */
export function formatOf({ format = '' }: Readonly<Record<string, unknown>>): Format {
  if (format === '') return 'json';
  const name = String(format);
  const found = FORMATS.find((one) => one === name.toLowerCase());
  if (found === undefined) throw failure('FORMAT_UNKNOWN', { format: name, formats: FORMATS.join(', ') });
  return found;
}
