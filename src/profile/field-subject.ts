import { CUSTOMER_FIELDS, type CustomerField } from '../customer/index.ts';
import type { Kind, Subject } from './subject.ts';

const KINDS: Readonly<Record<Exclude<CustomerField['kind'], 'password'>, Kind>> = {
  text: 'text', enum: 'choice', date: 'date', id: 'whole', count: 'whole', time: 'instant',
};

const FOLDED: readonly string[] = ['emailAddress', 'alternateEmailAddress'];

const BY_NAME: ReadonlyMap<string, Subject> = new Map(CUSTOMER_FIELDS.flatMap((field: CustomerField) =>
  (field.kind === 'password' ? [] : [[field.name, subjectOf(field, KINDS[field.kind])]])));

/** The fields that conditions can ask for; of a password nothing is told, not even whether there is one. */
export const FIELD_NAMES: readonly string[] = [...BY_NAME.keys()];

/** A field of table customer `c`; undefined: there is none of that name. */
export function fieldSubject(name: string): Subject | undefined {
  return BY_NAME.get(name);
}

/** In a text field that a new customer has at 0 (poBox), 0 is no value either. `<> ''` is what partial indexes need. */
function subjectOf({ name, column, fresh, values }: CustomerField, kind: Kind): Subject {
  const about = { kind, name: `field ${name}`, value: `c.${column}`, nullable: false, isGiven: undefined };
  if (kind === 'choice') return { ...about, choices: values };
  if (kind === 'text') {
    const isGiven = fresh === '0' ? `c.${column} <> '' and c.${column} <> '0'` : `c.${column} <> ''`;
    return { ...about, isGiven, folds: FOLDED.includes(name) };
  }
  if (kind !== 'date') return about;
  return { ...about, value: `to_char(c.${column}, 'YYYY-MM-DD')`, nullable: true, isGiven: `c.${column} is not null` };
}
