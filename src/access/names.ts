import { failure } from '../errors.ts';

/** As the check constraints brand_name_length, app_user_name_length and token_label_length have it. */
const NAME_LENGTH = 100;

/** Control characters and lone surrogates: no operator types them, XML 1.0 forbids them in createdBy. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/**
 * The name of a brand or a user, or the label of a token, without blanks around it.
 * @throws {TolkError} FIELD_VALUE when it is empty, too long, or holds what cannot be shown
 */
export function checkName(field: string, given: string): string {
  const name = given.trim();
  if (name === '') throw failure('FIELD_VALUE', { field, why: 'must not be empty', value: given });
  return checkText(field, name);
}

/** As `checkName`, but may be empty. */
export function checkText(field: string, text: string): string {
  if ([...text].length > NAME_LENGTH) {
    throw failure('FIELD_VALUE', { field, why: `is longer than ${NAME_LENGTH} characters`, value: text });
  }
  if (UNPRINTABLE.test(text)) {
    throw failure('FIELD_VALUE', { field, why: 'holds a control character', value: JSON.stringify(text) });
  }
  return text;
}

/** Whether an insert failed because a unique index has that value already (SQLSTATE 23505). */
export function isTaken(error: unknown, index: string): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === index;
}
