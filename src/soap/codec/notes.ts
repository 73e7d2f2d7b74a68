import { failure, type TolkError } from '../../errors.ts';
import type { XmlReader } from '../envelope/index.ts';

/** Envelope, Body and the operation stand above every argument. */
const ABOVE_ARGUMENTS = 3;

/** What is found beside the values while the arguments of a call are read. */
export class Notes {
  /** The first `uuid`; undefined when it is absent, nil or no text. */
  token: string | undefined;
  /**
   * The first thing wrong. It does not stop the reading: the token may come later, and a wrong token wins.
   */
  wrong: TolkError | undefined;

  /** @param field local name of the element that is wrong, whose parent is open */
  note(x: XmlReader, field: string, why: string, value: string): void {
    const above = x.path(ABOVE_ARGUMENTS);
    this.wrong ??= failure('FIELD_VALUE', { field: above === '' ? field : `${above}.${field}`, why, value });
  }
}
