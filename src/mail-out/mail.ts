import { failure } from '../errors.ts';

/** A mail of plain text. */
export interface Mail {
  /** Its Message-ID before the @: letters, digits, dots, dashes. It stays, however often the mail leaves. */
  readonly id: string;
  /** Addresses that it shows. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const ID = /^[\w.-]{1,200}$/;
/** RFC 5321 4.5.3.1.3. */
const ADDRESS_LENGTH = 254;
/** Nothing that ends a header, a list of addresses or an SMTP command (RFC 5322 3.4); no quoted local parts. */
const ADDRESS = /^[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]+@[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]+$/u;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/**
 * Checks that a mail can leave as it is: what stands in a header cannot add another.
 * @param most addresses
 * @throws {TolkError} FIELD_VALUE
 */
export function checkMail({ id, to, subject }: Mail, most: number): void {
  if (!ID.test(id)) throw refused('id', 'is no id of a mail', id);
  if (to.length === 0) throw refused('to', 'must not be empty', '');
  if (to.length > most) throw refused('to', `has more than ${most} addresses`, String(to.length));
  for (const address of to) checkAddress(address);
  if (UNPRINTABLE.test(subject)) throw refused('subject', 'holds a line break or another control character', subject);
}

/** @throws {TolkError} FIELD_VALUE */
export function checkAddress(address: string): void {
  if (address.length > ADDRESS_LENGTH) throw refused('to', `has an address of more than ${ADDRESS_LENGTH} characters`, address);
  if (!ADDRESS.test(address)) throw refused('to', 'has what is no e-mail address', address);
}

function refused(field: string, why: string, value: string) {
  return failure('FIELD_VALUE', { field: `mail ${field}`, why, value: JSON.stringify(value) });
}
