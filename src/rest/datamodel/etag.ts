import { hash } from 'node:crypto';
import type { Row } from '../../datamodel/index.ts';
import { failure } from '../../errors.ts';

/** How many characters of a digest tell two forms of one row apart. */
const DIGEST_LENGTH = 8;

/**
 * The entity tag of a row as it is shown: id and revision, by which writers compare it, and a digest of the answer,
 * for it changes with the format, the model and the brand's zone too (RFC 9110 8.8.3).
 */
export function tagOfAnswer({ id, revision }: Row, body: string): string {
  const digest = hash('sha1', body, 'base64url').slice(0, DIGEST_LENGTH);
  return `"${id}-${revision}-${digest}"`;
}

/** The tag of a row just changed: good for If-Match, equal to that of no answer, which was not sent. */
export function tagOfRevision(id: string, revision: number): string {
  return `"${id}-${revision}"`;
}

const TAG = /^(W\/)?"([!#-~\u0080-\u00ff]*)"$/;
/** Commas stand in tags too, so that a list is not simply split (RFC 9110 5.6.1). */
const LIST = /^[\s,]*(?:W\/)?"[!#-~\u0080-\u00ff]*"(?:[ \t]*,[\s,]*(?:W\/)?"[!#-~\u0080-\u00ff]*")*[\s,]*$/;
const ONE = /(?:W\/)?"[^"]*"/g;

/**
 * The texts of the tags in If-Match, without weak ones, which match nothing (RFC 9110 13.1.1).
 * @returns undefined when any will do
 * @throws {TolkError} FIELD_VALUE when the header is no list of tags
 */
export function tagsToMatch(header: string | undefined): readonly string[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return tagsOf('If-Match', header).flatMap((tag) => {
    const [, weak, text = ''] = TAG.exec(tag) ?? [];
    return weak === undefined ? [text] : [];
  });
}

/** Which revisions If-Match lets a row have: tags of other rows match none. @returns, throws as tagsToMatch */
export function revisionsOf(header: string | undefined, id: string): readonly number[] | undefined {
  return tagsToMatch(header)?.flatMap((text) => {
    if (!text.startsWith(`${id}-`)) return [];
    const [, revision] = /^(\d{1,9})(?:-[\w-]*)?$/.exec(text.slice(id.length + 1)) ?? [];
    return revision === undefined ? [] : [Number(revision)];
  });
}

/**
 * Whether If-None-Match names this tag, so that the caller has the answer already (RFC 9110 13.1.2).
 * @throws {TolkError} FIELD_VALUE
 */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || tagsOf('If-None-Match', header).some((known) => known.replace(/^W\//, '') === tag);
}

function tagsOf(field: string, header: string): string[] {
  if (!LIST.test(header)) throw failure('FIELD_VALUE', { field, why: 'is not a list of entity tags', value: header });
  return header.match(ONE) ?? [];
}
