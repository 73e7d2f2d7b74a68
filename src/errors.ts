/**
 * The one table of errors. Every failure that a caller can learn of has a row: the SOAP fault code, the HTTP status of the
 * REST doors, and a text that says what was wrong, with which value, and what to do. Everything thrown on purpose is a
 * `TolkError` made from a row; anything else is a fault of ours and reaches callers only as INTERNAL.
 *
 * Fault codes: bare digits are business faults (soap.md 3.3 and 3.4); Client, Server, VersionMismatch and MustUnderstand are
 * protocol faults (SOAP 1.1 section 4.4.1).
 */

export interface ErrorRow {
  readonly fault: string;
  readonly http: number;
  readonly text: string;
}

export const ERRORS = {
  // access (soap.md 4, access.md 2)
  TOKEN_MISSING: { fault: '202', http: 401, text: 'The token is missing: give it as uuid' },
  TOKEN_UNKNOWN: { fault: '202', http: 401, text: 'The token is unknown or not active' },
  RIGHT_MISSING: { fault: '203', http: 403, text: 'This token lacks the right {right}, which {operation} needs' },

  // arguments (soap.md 3.4, code 105)
  MISSING_PARAMETER: { fault: '105', http: 400, text: 'Parameter {name} is missing' },
  FIELD_VALUE: { fault: '105', http: 400, text: 'Field {field}: {why} ({value})' },

  // the house itself (soap.md 3.4)
  INTERNAL: { fault: '500', http: 500, text: 'Unexpected error in the gateway; it is logged under request {requestId}' },
  NOT_OFFERED: { fault: '501', http: 501, text: '{operation} is in the contract but not offered by this gateway yet' },
  DATABASE_AWAY: { fault: 'Server', http: 503, text: 'The database does not answer; try again later' },
  OVERLOADED: { fault: 'Server', http: 503, text: 'The gateway is overloaded; try again later' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The names between braces in a row's text; each must be given a value. */
type Slots<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | Slots<Rest> : never;
export type ErrorDetails<Code extends ErrorCode> = { readonly [Slot in Slots<(typeof ERRORS)[Code]['text']>]: string };

/** A value longer than this is cut in an error text: enough to recognise it, too short to flood a log. */
const SHOWN_LENGTH = 200;

/** A failure with a row in the table. `message` is the row's text with the details filled in. */
export class TolkError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, string>>, options?: ErrorOptions) {
    super(fill(ERRORS[code].text, details), options);
    this.name = 'TolkError';
    this.code = code;
    this.details = details;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/**
 * Makes the error of a row; the compiler asks for exactly the details that its text names.
 * @example throw failure('FIELD_VALUE', { field: 'birthday', why: 'is not a date', value: '31-13-2026' })
 */
export function failure<Code extends ErrorCode>(
  code: Code, details: ErrorDetails<Code>, options?: ErrorOptions,
): TolkError {
  return new TolkError(code, details, options);
}

function fill(text: string, details: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, slot: string) => shown(details[slot] ?? ''));
}

function shown(value: string): string {
  return value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value;
}
