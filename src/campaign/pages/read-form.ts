import { isDate } from '../../customer/index.ts';
import { isStorable } from '../engine/flow.ts';
import type { PageField } from '../objects/content/page-fields.ts';

/** Most characters of a text. */
const LENGTH = 10_000;
/** Each dot has one place in it: a text of dots alone costs no more than another. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Whether visitors may give this as an e-mail address. */
export const isEmailAddress = (text: string): boolean => EMAIL.test(text);

/** Name of a field in the form: they are counted. */
export const nameOf = (place: number): string => `f${place}`;

/** What a form brought for a field, and why it cannot be taken. */
export interface ReadField {
  readonly value: string;
  readonly error?: string | undefined;
}

/** Reads what visitors filled in. A box that is not ticked is not sent: it is N. */
export function readForm(fields: readonly PageField[], given: Readonly<Record<string, string>>): ReadField[] {
  return fields.map((field, place) => {
    const raw = (given[nameOf(place)] ?? '').trim();
    const value = field.type === 'checkbox' ? (raw === 'Y' ? 'Y' : 'N') : raw;
    return { value: value.slice(0, LENGTH), error: wrong(field, value) };
  });
}

function wrong({ type, required, choices }: PageField, value: string): string | undefined {
  if (required && (value === '' || (type === 'checkbox' && value === 'N'))) return 'is needed';
  if (value === '') return undefined;
  if (value.length > LENGTH || !isStorable(value)) return 'is too long, or has a character that cannot be kept';
  if (type === 'email' && !isEmailAddress(value)) return 'is no e-mail address';
  if (type === 'date' && !isDate(value)) return 'is no date';
  return type === 'choice' && !choices.includes(value) ? 'is none of the choices' : undefined;
}
